import { isNumber, isObject, type Json } from './json';
import { namedRowsOf, tableOf, type Cell, type TableData } from './table';

export interface ForestRow {
  readonly term: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number | null;
  /** Of how many patients, where it is told: more weigh more. */
  readonly count?: number;
}

export interface ForestView {
  readonly rows: readonly ForestRow[];
  /** Ratios stand around 1 on a logarithmic axis, coefficients around 0. */
  readonly isRatio: boolean;
  /** Where the line stands that they are compared with, when it is neither 0 nor 1; null for none. */
  readonly around?: number | null;
}

const Z = 1.959963984540054;
const words = {
  term: ['', 'term', 'covariate', 'variable', 'predictor', 'name', 'feature', 'parameter', 'column', 'var'],
  ratio: ['hr', 'hazard_ratio', 'exp(coef)', 'exp_coef', 'or', 'odds_ratio', 'rr', 'risk_ratio'],
  estimate: ['coef', 'coefficient', 'coefficients', 'beta', 'estimate', 'log_hr', 'b'],
  error: ['se', 'std_err', 'std_error', 'standard_error', 'se(coef)', 'se_coef', 'stderr', 'std.error', 'std._error'],
  lower: ['lower', 'lower_ci', 'ci_lower', 'lower_95', 'coef_lower_95%', 'lower_0.95', 'lower_.95', '2.5_%', 'conf.low', 'exp(coef)_lower_95%', 'hr_lower', 'lower_95%'],
  upper: ['upper', 'upper_ci', 'ci_upper', 'upper_95', 'coef_upper_95%', 'upper_0.95', 'upper_.95', '97.5_%', 'conf.high', 'exp(coef)_upper_95%', 'hr_upper', 'upper_95%'],
  p: ['p', 'p_value', 'pvalue', 'p-value', 'pr(>|z|)', 'pr(>|t|)', 'p.value'],
};

/** Coefficients with limits or standard errors, as Cox and generalised linear models give them; null when there are none. */
export function forestOf(value: unknown): ForestView | null {
  const found = ofTable(value);
  if (found !== null || !isObject(value)) {
    return found;
  }

  // Often within a larger answer.
  for (const inner of Object.values(value)) {
    const within = isObject(inner) || Array.isArray(inner) ? ofTable(inner) : null;
    if (within !== null) {
      return within;
    }
  }

  return ofVectors(value);
}

function ofTable(value: unknown): ForestView | null {
  return inTable(tableOf(value)) ?? inTable(namedRowsOf(value));
}

function inTable(table: TableData | null): ForestView | null {
  const places = (wanted: readonly string[]) =>
    (table?.columns ?? []).flatMap((name, i) => (wanted.includes(name.trim().toLowerCase().replaceAll(/\s+/g, '_')) ? [i] : []));
  const [term] = places(words.term);
  const [p = -1] = places(words.p);
  if (table === null || term === undefined) {
    return null;
  }

  // Many tell ratios and coefficients side by side; limits belong to what lies between them.
  const uppers = places(words.upper);
  const limits = places(words.lower).slice(0, uppers.length).map((lower, i) => (row: Row) => [row[lower], row[uppers[i]!]] as const);
  const errors = places(words.error);
  for (const [center, isRatio] of [...places(words.ratio).map((place) => [place, true] as const), ...places(words.estimate).map((place) => [place, false] as const)]) {
    // A ratio's standard error is that of its logarithm only where no coefficient stands beside it.
    const byError = isRatio && places(words.estimate).length > 0 ? [] : errors;
    for (const interval of [...limits, ...byError.map((error) => (row: Row) => around(row[center], row[error], isRatio))]) {
      const rows = rowsBy(table.rows, term, center, interval, p);
      if (rows.length > 0 && rows.every(({ estimate, lower, upper }) => lower <= estimate && estimate <= upper && !(isRatio && lower <= 0))) {
        return { rows, isRatio };
      }
    }
  }

  return null;
}

type Row = readonly Cell[];

function rowsBy(rows: readonly Row[], term: number, center: number, interval: (row: Row) => readonly unknown[], p: number): readonly ForestRow[] {
  return rows.flatMap((row) => {
    const [estimate, figure] = [row[center], row[p]];
    const [lower, upper] = interval(row);
    return isNumber(estimate) && isNumber(lower) && isNumber(upper) ? [{ term: String(row[term]), estimate, lower, upper, p: isNumber(figure) ? figure : null }] : [];
  });
}

function around(center: unknown, error: unknown, isRatio: boolean): [number | null, number | null] {
  if (!isNumber(center) || !isNumber(error)) {
    return [null, null];
  }

  return isRatio && center > 0
    ? [Math.exp(Math.log(center) - Z * error), Math.exp(Math.log(center) + Z * error)]
    : [center - Z * error, center + Z * error];
}

/** `{coefficients: {age: 0.1}, std_errors: {age: 0.02}}` */
function ofVectors(value: Json): ForestView | null {
  const named = (wanted: readonly string[]) =>
    Object.entries(value).find(([key, inner]) => wanted.includes(key.toLowerCase()) && isObject(inner) && Object.values(inner).every(isNumber))?.[1] as Readonly<Record<string, number>> | undefined;
  const estimates = named(words.estimate);
  const errors = named([...words.error, 'std_errors', 'standard_errors']);
  if (estimates === undefined || errors === undefined) {
    return null;
  }

  const rows = Object.entries(estimates).filter(([term]) => errors[term] !== undefined)
    .map(([term, estimate]) => ({ term, estimate, lower: estimate - Z * errors[term]!, upper: estimate + Z * errors[term]!, p: null }));
  return rows.length > 0 ? { rows, isRatio: false } : null;
}
