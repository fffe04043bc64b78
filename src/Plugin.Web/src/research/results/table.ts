import { isObject, isScalar, type Json } from './json';

export type Cell = string | number | boolean | null;

export interface TableData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Lists of records, columns of equal length, what pandas writes, and plain facts; null when it is none of these. */
export function tableOf(value: unknown): TableData | null {
  if (Array.isArray(value)) {
    return ofRecords(value as readonly unknown[]) ?? ofLists(value as readonly unknown[]);
  }

  if (!isObject(value)) {
    return null;
  }

  return ofSplit(value) ?? ofColumns(value) ?? ofIndexed(value) ?? ofFacts(value);
}

function ofRecords(items: readonly unknown[]): TableData | null {
  if (items.length === 0 || !items.every((item): item is Json => isObject(item))) {
    return null;
  }

  const flat = items.map((item) => flatten(item));
  if (flat.some((item) => item === null)) {
    return null;
  }

  const columns = [...new Set(flat.flatMap((item) => Object.keys(item!)))];
  return { columns, rows: flat.map((item) => columns.map((column) => item![column] ?? null)) };
}

/** One level of objects within a record becomes columns of its own. */
function flatten(item: Json): Record<string, Cell> | null {
  const flat: Record<string, Cell> = {};
  for (const [key, value] of Object.entries(item)) {
    if (isScalar(value)) {
      flat[key] = value as Cell;
    } else if (isObject(value) && Object.values(value).every(isScalar)) {
      for (const [inner, one] of Object.entries(value)) {
        flat[`${key}.${inner}`] = one as Cell;
      }
    } else {
      return null;
    }
  }

  return flat;
}

function ofLists(items: readonly unknown[]): TableData | null {
  if (items.length === 0) {
    return null;
  }

  if (items.every(isScalar)) {
    return { columns: ['#', 'value'], rows: items.map((item, i) => [i + 1, item as Cell]) };
  }

  const lists = items as readonly (readonly unknown[])[];
  const width = Array.isArray(lists[0]) ? lists[0].length : 0;
  return width > 0 && lists.every((list) => Array.isArray(list) && list.length === width && list.every(isScalar))
    ? { columns: lists[0]!.map((_, i) => String(i + 1)), rows: lists as readonly (readonly Cell[])[] }
    : null;
}

function ofSplit(value: Json): TableData | null {
  const { columns, data } = value;
  const isIt = Array.isArray(columns) && columns.every(isScalar) && Array.isArray(data)
    && data.every((row: unknown) => Array.isArray(row) && row.length === columns.length && row.every(isScalar));
  return isIt ? { columns: columns.map(String), rows: data as Cell[][] } : null;
}

function ofColumns(value: Json): TableData | null {
  const names = Object.keys(value);
  const columns = Object.values(value);
  const length = Array.isArray(columns[0]) ? columns[0].length : 0;
  return length > 0 && columns.every((column) => Array.isArray(column) && column.length === length && column.every(isScalar))
    ? { columns: names, rows: Array.from({ length }, (_, i) => (columns as Cell[][]).map((column) => column[i] ?? null)) }
    : null;
}

/** `{column: {index: value}}` */
function ofIndexed(value: Json): TableData | null {
  const names = Object.keys(value);
  const columns = Object.values(value);
  if (columns.length === 0 || !columns.every((column): column is Json => isObject(column) && Object.values(column).every(isScalar))) {
    return null;
  }

  const keys = [...new Set(columns.flatMap((column) => Object.keys(column)))];
  const alike = columns.every((column) => Object.keys(column).length === keys.length);
  if (keys.length === 0 || !alike) {
    return null;
  }

  // Things by name with the same facts each read better one a line; what pandas counts from 0 is its rows.
  return keys.every((key) => /^\d+$/.test(key))
    ? { columns: names, rows: keys.map((key) => columns.map((column) => (column[key] ?? null) as Cell)) }
    : { columns: ['', ...keys], rows: names.map((name, i) => [name, ...keys.map((key) => (columns[i]![key] ?? null) as Cell)]) };
}

/** `{column: {name: value}}` the way pandas means it: a row for each name, whose column has no name itself. */
export function namedRowsOf(value: unknown): TableData | null {
  const columns = isObject(value) ? Object.entries(value) : [];
  if (columns.length === 0 || !columns.every((column): column is [string, Json] => isObject(column[1]) && Object.values(column[1]).every(isScalar))) {
    return null;
  }

  const names = [...new Set(columns.flatMap(([, inner]) => Object.keys(inner)))];
  return { columns: ['', ...columns.map(([name]) => name)], rows: names.map((name) => [name, ...columns.map(([, inner]) => (inner[name] ?? null) as Cell)]) };
}

function ofFacts(value: Json): TableData | null {
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([, one]) => isScalar(one)) ? { columns: ['', 'value'], rows: entries.map(([key, one]) => [key, one as Cell]) } : null;
}

export function sorted(table: TableData, by: number, descending: boolean): TableData {
  const rows = [...table.rows].sort((one, other) => compare(one[by] ?? null, other[by] ?? null) * (descending ? -1 : 1));
  return { ...table, rows };
}

/** Nothing comes last whichever way round it is sorted by its size; numbers before texts. */
function compare(one: Cell, other: Cell): number {
  if (one === null || other === null) {
    return one === other ? 0 : one === null ? 1 : -1;
  }

  return typeof one === 'number' && typeof other === 'number' ? one - other
    : typeof one === 'number' ? -1
    : typeof other === 'number' ? 1
    : String(one).localeCompare(String(other), undefined, { numeric: true });
}
