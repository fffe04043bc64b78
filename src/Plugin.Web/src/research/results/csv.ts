import type { Cell, TableData } from './table';

/** RFC 4180. A text that a spreadsheet would take for a formula is made plain with an apostrophe: results may be hostile. */
export function csvOf({ columns, rows }: TableData): string {
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function field(value: Cell): string {
  if (value === null) {
    return '';
  }

  if (typeof value !== 'string') {
    return String(value);
  }

  const plain = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+([.,]\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) || plain !== plain.trim() ? `"${plain.replaceAll('"', '""')}"` : plain;
}
