import { isNumber, isObject, type Json } from './json';
import { tableOf } from './table';

export interface Contingency {
  readonly row: string;
  readonly column: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly missing: number | null;
}

/** Counts per pair of values: ours as a list of cells, others' as objects within an object. */
export function contingencyOf(value: unknown): Contingency | null {
  if (!isObject(value)) {
    return null;
  }

  return Array.isArray(value['cells']) ? ofCells(value, value['cells'] as readonly unknown[]) : ofNested(value);
}

function ofCells(value: Json, cells: readonly unknown[]): Contingency | null {
  if (cells.length === 0 || !cells.every((cell): cell is Json => isObject(cell) && isNumber(cell['count']))) {
    return null;
  }

  const rows = [...new Set(cells.map((cell) => String(cell['row'])))];
  const columns = [...new Set(cells.map((cell) => String(cell['column'])))];
  return {
    row: String(value['row'] ?? ''), column: String(value['column'] ?? ''), rows, columns,
    counts: rows.map((row) => columns.map((column) => cells
      .filter((cell) => String(cell['row']) === row && String(cell['column']) === column).reduce((sum, cell) => sum + (cell['count'] as number), 0))),
    missing: isNumber(value['missing']) ? value['missing'] : null,
  };
}

function ofNested(value: Json): Contingency | null {
  const rows = Object.keys(value);
  const inner = Object.values(value);
  if (rows.length < 2 || !inner.every((one): one is Json => isObject(one) && Object.values(one).length > 0 && Object.values(one).every((n) => isNumber(n) && Number.isInteger(n) && n >= 0))) {
    return null;
  }

  const columns = [...new Set(inner.flatMap((one) => Object.keys(one)))];
  // Figures about each of several things are whole numbers now and then, too.
  if (columns.some((column) => ['count', 'mean', 'min', 'max', 'sum', 'n'].includes(column.toLowerCase()))) {
    return null;
  }

  return { row: '', column: '', rows, columns, counts: inner.map((one) => columns.map((column) => (one[column] as number | undefined) ?? 0)), missing: null };
}

export interface Histogram {
  /** Of which column, where it is told. */
  readonly column: string;
  /** Between two edges, or by a name. */
  readonly bins: readonly { readonly place: string | readonly [number, number]; readonly count: number }[];
  readonly missing: number | null;
}

const edges = ['bins', 'bin_edges', 'edges', 'breaks'];
const heights = ['counts', 'count', 'frequencies', 'hist', 'values', 'n'];

/** Edges with one count less than there are edges, or records of bins with counts. */
export function histogramOf(value: unknown): Histogram | null {
  const told = isObject(value) ? { column: typeof value['column'] === 'string' ? value['column'] : '', missing: isNumber(value['missing']) ? value['missing'] : null } : { column: '', missing: null };
  if (isObject(value)) {
    const [borders, counts] = [edges, heights].map((names) => Object.entries(value)
      .find(([key, one]) => names.includes(key.toLowerCase()) && Array.isArray(one) && one.length > 0 && one.every(isNumber))?.[1] as readonly number[] | undefined);
    if (borders !== undefined && counts !== undefined && borders.length === counts.length + 1) {
      return { ...told, bins: counts.map((count, i) => ({ place: [borders[i]!, borders[i + 1]!] as const, count })) };
    }
  }

  const table = tableOf(value);
  const column = (names: readonly string[]) => table?.columns.findIndex((name) => names.includes(name.toLowerCase())) ?? -1;
  const [bin, low, high, count] = [column(['bin', 'interval', 'bucket']), column(['lower', 'from', 'left']), column(['upper', 'to', 'right']), column(heights)] as const;
  if (table === null || count < 0 || (bin < 0 && (low < 0 || high < 0)) || table.rows.length < 2 || !table.rows.every((row) => isNumber(row[count]))) {
    return null;
  }

  return {
    ...told,
    bins: table.rows.map((row) => {
      const [from, to] = [row[low], row[high]];
      return { place: bin >= 0 ? String(row[bin]) : isNumber(from) && isNumber(to) ? [from, to] as const : `${String(from)} – ${String(to)}`, count: row[count] as number };
    }),
  };
}

export interface Box {
  readonly name: string;
  readonly figures: readonly [number, number, number, number, number];
}

const five = [['min', 'minimum'], ['q1', '25%', 'p25', 'lower_quartile', 'q25'], ['median', '50%', 'p50', 'q2'], ['q3', '75%', 'p75', 'upper_quartile', 'q75'], ['max', 'maximum']];

/** Whatever has a minimum, quartiles and a maximum. */
export function boxesOf(value: unknown): readonly Box[] | null {
  const table = tableOf(value);
  const places = five.map((names) => table?.columns.findIndex((name) => names.includes(name.toLowerCase())) ?? -1);
  if (table === null || places.some((place) => place < 0)) {
    return null;
  }

  const name = table.columns.findIndex((_, i) => table.rows.every((row) => typeof row[i] === 'string'));
  const boxes = table.rows.flatMap((row, i): Box[] => {
    const [min, q1, median, q3, max] = places.map((place) => row[place]);
    return isNumber(min) && isNumber(q1) && isNumber(median) && isNumber(q3) && isNumber(max)
      ? [{ name: name >= 0 ? String(row[name]) : String(i + 1), figures: [min, q1, median, q3, max] }]
      : [];
  });
  return boxes.length > 0 ? boxes : null;
}
