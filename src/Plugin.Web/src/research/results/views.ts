import type { Schema } from '../../api/client';
import { boxesOf, contingencyOf, histogramOf, type Box, type Contingency, type Histogram } from './counts';
import { forestOf, type ForestView } from './forest';
import { at, isObject } from './json';
import { summaryOf, type SummaryRow } from './summary';
import { survivalOf, type SurvivalView } from './survival';
import { tableOf, type TableData } from './table';

/** One way to look at a result. The tree shows everything, so there is always one. */
export type View =
  | { readonly kind: 'survival'; readonly survival: SurvivalView }
  | { readonly kind: 'summary'; readonly rows: readonly SummaryRow[] }
  | { readonly kind: 'contingency'; readonly contingency: Contingency }
  | { readonly kind: 'forest'; readonly forest: ForestView }
  | { readonly kind: 'histogram'; readonly histogram: Histogram }
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[] }
  | { readonly kind: 'line'; readonly title: string; readonly x: string; readonly y: string; readonly table: TableData }
  | { readonly kind: 'table'; readonly title: string; readonly table: TableData }
  | { readonly kind: 'tree'; readonly value: unknown };

/** What fits the shape of a result, the most telling first; what the algorithm's author declared comes before all. */
export function viewsOf(value: unknown, declared: readonly Schema<'FunctionVisualization'>[] = []): readonly View[] {
  const views: View[] = declared.flatMap((one) => declaredView(value, one));
  const survival = survivalOf(value);
  const summary = summaryOf(value);
  const contingency = survival || summary ? null : contingencyOf(value);
  const forest = forestOf(value);
  const histogram = histogramOf(value);
  const boxes = boxesOf(value);
  if (survival) {
    views.push({ kind: 'survival', survival });
  }

  if (summary) {
    views.push({ kind: 'summary', rows: summary });
  }

  if (contingency) {
    views.push({ kind: 'contingency', contingency });
  }

  if (forest) {
    views.push({ kind: 'forest', forest });
  }

  if (histogram) {
    views.push({ kind: 'histogram', histogram });
  }

  if (boxes) {
    views.push({ kind: 'boxes', boxes });
  }

  const bins = histogram && binsTable(histogram);
  return [
    ...views, ...(bins ? [{ kind: 'table' as const, title: '', table: bins }] : tables(value, contingency !== null || summary !== null || survival !== null)),
    { kind: 'tree', value },
  ];
}

/** Edges and counts that came apart, beside each other; null for a histogram that is a table already. */
function binsTable({ bins }: Histogram): TableData | null {
  return bins.every(({ place }) => typeof place !== 'string')
    ? { columns: ['from', 'to', 'count'], rows: bins.map(({ place, count }) => [place[0] as number, place[1] as number, count]) }
    : null;
}

function tables(value: unknown, isShown: boolean): View[] {
  const table = tableOf(value);
  if (table !== null) {
    return [{ kind: 'table', title: '', table }];
  }

  // A list within an answer is often what it is about.
  return isObject(value) && !isShown
    ? Object.entries(value).flatMap(([title, inner]) => {
        const found = Array.isArray(inner) || isObject(inner) ? tableOf(inner) : null;
        return found === null ? [] : [{ kind: 'table' as const, title, table: found }];
      })
    : [];
}

function declaredView(value: unknown, { type, name, schema }: Schema<'FunctionVisualization'>): View[] {
  const options = isObject(schema) ? schema : {};
  const texts = (key: string) => (Array.isArray(options[key]) ? options[key].map(String) : []);
  const table = tableOf(at(value, texts('location')));
  if (table === null) {
    return [];
  }

  if (type === 'line') {
    const [x, y] = [String(options['x'] ?? ''), String(options['y'] ?? '')];
    return table.columns.includes(x) && table.columns.includes(y) ? [{ kind: 'line', title: name, x, y, table }] : [];
  }

  const wanted = texts('columns').filter((column) => table.columns.includes(column));
  const places = wanted.map((column) => table.columns.indexOf(column));
  return [{
    kind: 'table', title: name,
    table: wanted.length === 0 ? table : { columns: wanted, rows: table.rows.map((row) => places.map((place) => row[place] ?? null)) },
  }];
}
