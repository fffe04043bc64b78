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
    min: figure('min'), median: figure('median'), max: figure('max'),
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
