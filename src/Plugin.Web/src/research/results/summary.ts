import type { Box } from './counts';
import type { ForestView } from './forest';
import { isFigure, isNumber, isObject, type Json } from './json';

export interface SummaryRow {
  /** Empty: of all patients. */
  readonly group: string;
  readonly column: string;
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
}

/** What our central summary gives over all hospitals, and the partial one of each; null when it is neither. */
export function summaryOf(value: unknown): readonly SummaryRow[] | null {
  return ofCentral(value) ?? ofPartial(value);
}

function ofCentral(value: unknown): readonly SummaryRow[] | null {
  if (!isObject(value) || !isObject(value['columns']) || !isObject(value['groups'])) {
    return null;
  }

  const rows = rowsOf('', value['columns']);
  for (const [by, levels] of Object.entries(value['groups'])) {
    for (const [level, columns] of Object.entries(isObject(levels) ? levels : {})) {
      rows.push(...(isObject(columns) ? rowsOf(`${by} = ${level}`, columns) : []));
    }
  }

  return rows.length > 0 && rows.every((row) => isNumber(row.count)) ? rows : null;
}

function rowsOf(group: string, columns: Json): SummaryRow[] {
  return Object.entries(columns).flatMap(([column, figures]) => (isObject(figures) && isNumber(figures['count']) ? [row(group, column, figures, figures['sd'] as number | null)] : []));
}

function row(group: string, column: string, figures: Json, sd: unknown): SummaryRow {
  const figure = (key: string) => (isFigure(figures[key]) ? figures[key] : null);
  return {
    group, column, count: figure('count') ?? 0, missing: figure('missing') ?? 0, mean: figure('mean'), sd: isNumber(sd) ? sd : null,
    min: figure('min'), median: figure('median'), max: figure('max'), q1: figure('q1'), q3: figure('q3'),
  };
}

function ofPartial(value: unknown): readonly SummaryRow[] | null {
  if (!Array.isArray(value) || value.length === 0) {
    return null;
  }

  const rows: SummaryRow[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isObject(item) || typeof item['column'] !== 'string' || !isObject(item['moments']) || !isNumber(item['moments']['count'])) {
      return null;
    }

    const { count, squared_deviations: squares } = item['moments'] as { count: number; squared_deviations?: unknown };
    rows.push(row(
      typeof item['by'] === 'string' ? `${item['by']} = ${String(item['level'])}` : '', item['column'], item['moments'],
      isNumber(squares) && count > 1 ? Math.sqrt(squares / (count - 1)) : null));
  }

  return rows;
}

export interface MissingMap {
  readonly columns: readonly string[];
  readonly groups: readonly string[];
  /** Share of 1, by group, then column; null where nobody is. */
  readonly share: readonly (readonly (number | null)[])[];
}

export function missingOf(rows: readonly SummaryRow[]): MissingMap {
  const columns = [...new Set(rows.map((one) => one.column))];
  const groups = [...new Set(rows.map((one) => one.group))];
  return {
    columns, groups,
    share: groups.map((group) => columns.map((column) => {
      const found = rows.find((one) => one.group === group && one.column === column);
      return found === undefined || found.count + found.missing === 0 ? null : found.missing / (found.count + found.missing);
    })),
  };
}

/** How the values of a column lie in each group: the quartiles where they are told, else a standard deviation around the mean. */
export function spreadOf(rows: readonly SummaryRow[], name: (row: SummaryRow) => string): readonly Box[] {
  return rows.flatMap((one): Box[] => {
    const { min, max, mean, sd, median, q1, q3 } = one;
    if (min === null || max === null || mean === null) {
      return [];
    }

    return [{
      name: name(one),
      figures: q1 !== null && q3 !== null && median !== null
        ? [min, q1, median, q3, max]
        : [min, Math.max(min, mean - (sd ?? 0)), median ?? mean, Math.min(max, mean + (sd ?? 0)), max],
    }];
  });
}

/** What several sets are together, as far as it follows from what each tells: count, mean, spread and extremes, but no median. */
export function together(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  return [...new Set(rows.map((one) => one.column))].map((column) => {
    const parts = rows.filter((one) => one.column === column);
    const told = parts.filter((one) => one.count > 0 && one.mean !== null);
    const count = told.reduce((sum, one) => sum + one.count, 0);
    const mean = told.reduce((sum, one) => sum + one.count * one.mean!, 0) / count;
    const squares = told.reduce((sum, one) => sum + (one.count - 1) * (one.sd ?? 0) ** 2 + one.count * (one.mean! - mean) ** 2, 0);
    const extreme = (pick: (...figures: number[]) => number, key: 'min' | 'max') => (told.some((one) => one[key] === null) || count === 0 ? null : pick(...told.map((one) => one[key]!)));
    return {
      group: '', column, count, missing: parts.reduce((sum, one) => sum + one.missing, 0), mean: count > 0 ? mean : null,
      sd: count > 1 ? Math.sqrt(squares / (count - 1)) : null, min: extreme(Math.min, 'min'), max: extreme(Math.max, 'max'), median: null, q1: null, q3: null,
    };
  });
}

// Of fewer values an interval says nothing that their list would not.
const LEAST = 4;

/** The mean of a column in each group with its 95% interval, around the mean of all; null when there are no groups to set beside each other. */
export function meansOf(rows: readonly SummaryRow[], name: (row: SummaryRow) => string): ForestView | null {
  const means = rows.flatMap((one) => {
    const { mean, sd, count } = one;
    if (mean === null || sd === null || count < LEAST) {
      return [];
    }

    const half = (student(count - 1) * sd) / Math.sqrt(count);
    return [{ term: name(one), estimate: mean, lower: mean - half, upper: mean + half, p: null, count }];
  });
  const [whole] = rows.filter((one) => one.group === '');
  return means.length < 2 ? null : { rows: means, isRatio: false, around: whole ? whole.mean : null };
}

/** The 97.5% point of Student's t, from the normal one (Abramowitz & Stegun 26.7.5); within one percent from three degrees of freedom on. */
function student(degrees: number): number {
  const z = 1.959963984540054;
  const terms = [
    z, (z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96, (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, power) => sum + term / degrees ** power, 0);
}
