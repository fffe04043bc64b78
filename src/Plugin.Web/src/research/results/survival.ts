import { isFigure, isNumber, isObject, type Json } from './json';
import { tableOf } from './table';

export interface SurvivalPoint {
  readonly time: number;
  readonly survival: number;
  /** Null where the band has no edge. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly atRisk: number | null;
}

export interface SurvivalSeries {
  /** Empty: of all. */
  readonly name: string;
  readonly points: readonly SurvivalPoint[];
  readonly median: number | null;
  readonly patients: number | null;
  readonly events: number | null;
}

export interface SurvivalView {
  /** One comparison each: all together, then by each grouping. */
  readonly panels: readonly { readonly by: string; readonly series: readonly SurvivalSeries[] }[];
}

const Z = 1.959963984540054;

/** 95% limits on the scale of the logarithm, as R's survfit has them. */
export function limits(survival: number, standardError: number | null): [number | null, number | null] {
  if (standardError === null || survival <= 0) {
    return [null, null];
  }

  const width = (Z * standardError) / survival;
  return [survival * Math.exp(-width), Math.min(1, survival * Math.exp(width))];
}

/** Ours first, then curves of others by what their columns are called; null when it is neither. */
export function survivalOf(value: unknown): SurvivalView | null {
  return ofOurs(value) ?? ofColumns(value);
}

function ofOurs(value: unknown): SurvivalView | null {
  if (!isObject(value) || !isObject(value['overall']) || !Array.isArray(value['overall']['curve'])) {
    return null;
  }

  const overall = seriesOf('', value['overall']);
  if (overall === null) {
    return null;
  }

  const panels = [{ by: '', series: [overall] }];
  for (const [by, levels] of Object.entries(isObject(value['groups']) ? value['groups'] : {})) {
    const series = Object.entries(isObject(levels) ? levels : {}).map(([level, curve]) => (isObject(curve) ? seriesOf(level, curve) : null)).filter((one) => one !== null);
    if (series.length > 0) {
      panels.push({ by, series });
    }
  }

  return { panels };
}

function seriesOf(name: string, curve: Json): SurvivalSeries | null {
  const steps = curve['curve'];
  if (!Array.isArray(steps)) {
    return null;
  }

  const points: SurvivalPoint[] = [];
  for (const step of steps as readonly unknown[]) {
    if (!isObject(step) || !isNumber(step['time']) || !isNumber(step['survival'])) {
      return null;
    }

    const error = step['standard_error'];
    const [lower, upper] = limits(step['survival'], isNumber(error) ? error : null);
    points.push({ time: step['time'], survival: step['survival'], lower, upper, atRisk: isNumber(step['at_risk']) ? step['at_risk'] : null });
  }

  const figure = (key: string) => (isNumber(curve[key]) ? curve[key] : null);
  return { name, points, median: figure('median'), patients: figure('patients'), events: figure('events') };
}

const names = {
  time: ['time', 'times', 'duration', 'durations', 't', 'timeline'],
  survival: ['survival', 'survival_cdf', 'surv', 'km_estimate', 'kaplan_meier', 'survival_probability', 's'],
  lower: ['lower', 'ci_lower', 'lower_ci', 'conf_lower', 'lower_95'],
  upper: ['upper', 'ci_upper', 'upper_ci', 'conf_upper', 'upper_95'],
  error: ['standard_error', 'se', 'std_err', 'std_error'],
  atRisk: ['at_risk', 'n_risk', 'nrisk', 'n_at_risk'],
};

function ofColumns(value: unknown): SurvivalView | null {
  const table = tableOf(value);
  if (table === null) {
    return null;
  }

  const column = (wanted: readonly string[]) => table.columns.findIndex((name) => wanted.includes(name.toLowerCase().replaceAll(/[.\s]/g, '_')));
  const [told, survival, lower, upper, error, risk] = [names.time, names.survival, names.lower, names.upper, names.error, names.atRisk].map(column) as [number, number, number, number, number, number];
  // vantage6's own algorithm calls the times as the hospitals' data do, and has them in front.
  const time = told < 0 && survival > 0 && risk > 0 ? 0 : told;
  const rows = table.rows.filter((row) => isNumber(row[time]) && isNumber(row[survival]));
  if (time < 0 || survival < 0 || rows.length < 2 || rows.some((row) => (row[survival] as number) < 0 || (row[survival] as number) > 1.000001)) {
    return null;
  }

  const figure = (row: readonly unknown[], i: number) => (i >= 0 && isFigure(row[i]) ? row[i] : null);
  const points = rows
    .map((row) => {
      const [low, high] = limits(row[survival] as number, figure(row, error));
      return {
        time: row[time] as number, survival: row[survival] as number, lower: figure(row, lower) ?? low, upper: figure(row, upper) ?? high, atRisk: figure(row, risk),
      };
    })
    .sort((one, other) => one.time - other.time);
  return { panels: [{ by: '', series: [{ name: '', points, median: points.find((point) => point.survival <= 0.5)?.time ?? null, patients: null, events: null }] }] };
}

/** How many were still observed at the first event from a time on, which is what a curve tells of numbers at risk. */
export function atRiskFrom(series: SurvivalSeries, time: number): number | null {
  return series.points.find((point) => point.time >= time)?.atRisk ?? (series.points.some((point) => point.atRisk !== null) ? 0 : null);
}
