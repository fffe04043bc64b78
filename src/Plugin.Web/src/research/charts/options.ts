import type { EChartsCoreOption } from 'echarts/core';
import type { Box, Histogram } from '../results/counts';
import type { ForestView } from '../results/forest';
import type { MissingMap } from '../results/summary';
import type { SurvivalSeries } from '../results/survival';

/** Told apart by people who see few colours, on light and dark ground. */
export const palette = ['#1a8f99', '#d9730d', '#7c6cf0', '#d6336c', '#2f9e44', '#1c7ed6', '#a07d00', '#868e96'];

const grid = { left: 8, right: 16, top: 24, bottom: 8, containLabel: true };
const axisName = { nameLocation: 'middle', nameGap: 28 } as const;
const tooltip = { renderMode: 'richText', confine: true } as const;

interface Polygon {
  readonly coord: (point: readonly [number, number]) => [number, number];
}

/** Steps with a band around each. */
export function survivalOption(series: readonly SurvivalSeries[], words: { time: string; survival: string; all: string }, show: (figure: number) => string): EChartsCoreOption {
  const named = series.map((one) => ({ ...one, name: one.name || words.all }));
  return {
    color: palette, grid: { ...grid, top: named.length > 1 ? 40 : 24, bottom: 24 }, ...(named.length > 1 ? { legend: { data: named.map((one) => one.name), type: 'scroll' } } : {}),
    tooltip: { ...tooltip, trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? show(value) : '') },
    dataZoom: [{ type: 'inside', filterMode: 'none' }],
    xAxis: { type: 'value', min: 0, name: words.time, ...axisName, splitLine: { show: false }, axisLabel: { formatter: show, hideOverlap: true } },
    yAxis: { type: 'value', min: 0, max: 1, name: words.survival, axisLabel: { formatter: show } },
    series: named.flatMap((one, i) => [
      {
        type: 'line', name: one.name, step: 'end', showSymbol: false, lineStyle: { width: 2 }, color: palette[i % palette.length],
        data: [[0, 1], ...one.points.map((point) => [point.time, point.survival])],
      },
      {
        type: 'custom', name: one.name, silent: true, tooltip: { show: false }, data: [[0, 1]], clip: true, z: 1,
        renderItem: (_: unknown, api: Polygon) => ({
          type: 'polygon', shape: { points: bandOf(one).map((point) => api.coord(point)) }, style: { fill: palette[i % palette.length], opacity: 0.16 },
        }),
      },
    ]),
  };
}

/** Along the upper edge and back along the lower one, in steps. */
export function bandOf(series: SurvivalSeries): readonly (readonly [number, number])[] {
  const upper: [number, number][] = [[0, 1]];
  const lower: [number, number][] = [[0, 1]];
  for (const point of series.points) {
    for (const [edge, value] of [[upper, point.upper], [lower, point.lower]] as const) {
      const before = edge.at(-1)![1];
      edge.push([point.time, before], [point.time, value ?? before]);
    }
  }

  return [...upper, ...lower.reverse()];
}

interface Drawing extends Polygon {
  readonly value: (dimension: number) => number;
}

/** Wide enough for names, and on a phone no wider than leaves room for the drawing. */
const names = { width: 120, overflow: 'truncate' } as const;

const LEAST_MARK = 8;
const LARGEST_MARK = 16;

export function forestOption({ rows, isRatio, around = isRatio ? 1 : 0 }: ForestView, words: { estimate: string }, show: (figure: number) => string): EChartsCoreOption {
  const terms = rows.map((row) => row.term);
  const most = Math.max(...rows.map((row) => row.count ?? 0));
  const mark = (count: number | undefined) => (count === undefined ? 11 : LEAST_MARK + (LARGEST_MARK - LEAST_MARK) * Math.sqrt(count / most));
  return {
    color: palette, grid: { ...grid, bottom: 28 },
    tooltip: { ...tooltip, formatter: ({ dataIndex }: { dataIndex: number }) => { const row = rows[dataIndex]!; return `${row.term}: ${show(row.estimate)} (${show(row.lower)} – ${show(row.upper)})`; } },
    xAxis: { type: isRatio ? 'log' : 'value', scale: true, name: words.estimate, ...axisName, axisLabel: { formatter: show, hideOverlap: true } },
    yAxis: { type: 'category', data: terms, inverse: true, axisLabel: names },
    series: [
      {
        type: 'custom', data: rows.map((row, i) => [row.lower, i, row.upper]), encode: { x: [0, 2], y: 1 }, silent: true,
        renderItem: (_: unknown, api: Drawing) => {
          const [x1, y] = api.coord([api.value(0), api.value(1)]);
          const [x2] = api.coord([api.value(2), api.value(1)]);
          const line = (from: readonly [number, number], to: readonly [number, number]) => ({ type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: palette[0], lineWidth: 2 } });
          return { type: 'group', children: [line([x1, y], [x2, y]), line([x1, y - 5], [x1, y + 5]), line([x2, y - 5], [x2, y + 5])] };
        },
      },
      {
        type: 'scatter', symbol: 'rect', data: rows.map((row, i) => ({ value: [row.estimate, i], symbolSize: mark(row.count) })), color: palette[0],
        ...(around === null ? {} : { markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { type: 'dashed', color: '#868e96' }, data: [{ xAxis: around }] } }),
      },
    ],
  };
}

export function histogramOption({ bins, column }: Histogram, words: { count: string }, show: (figure: number) => string): EChartsCoreOption {
  const labels = bins.map(({ place }) => (typeof place === 'string' ? place : `${show(place[0])} – ${show(place[1])}`));
  return {
    color: palette, grid: { ...grid, bottom: column ? 28 : 8 }, tooltip: { ...tooltip, trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? show(value) : '') },
    xAxis: { type: 'category', name: column, ...axisName, data: labels, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', name: words.count, minInterval: 1, axisLabel: { formatter: show } },
    series: [{ type: 'bar', barCategoryGap: '4%', data: bins.map((bin) => bin.count) }],
  };
}

export function boxOption(boxes: readonly Box[], show: (figure: number) => string): EChartsCoreOption {
  return {
    color: palette, grid,
    tooltip: { ...tooltip, formatter: ({ dataIndex }: { dataIndex: number }) => { const box = boxes[dataIndex]!; return `${box.name}: ${box.figures.map(show).join(' · ')}`; } },
    xAxis: { type: 'value', scale: true, axisLabel: { formatter: show, hideOverlap: true } }, yAxis: { type: 'category', data: boxes.map((box) => box.name), inverse: true, axisLabel: names },
    series: [{ type: 'boxplot', data: boxes.map((box) => [...box.figures]), itemStyle: { color: '#1a8f9933', borderColor: palette[0] }, boxWidth: [8, 22] }],
  };
}

export function lineOption(title: string, points: readonly (readonly [unknown, unknown])[], words: { x: string; y: string }): EChartsCoreOption {
  const isValue = points.every(([x]) => typeof x === 'number');
  return {
    color: palette, grid: { ...grid, bottom: 28 }, tooltip: { ...tooltip, trigger: 'axis' }, dataZoom: [{ type: 'inside' }],
    xAxis: { type: isValue ? 'value' : 'category', name: words.x, ...axisName, scale: true }, yAxis: { type: 'value', name: words.y, scale: true },
    series: [{ type: 'line', name: title, showSymbol: points.length < 60, data: points.map((point) => [...point]) }],
  };
}

export function missingOption({ columns, groups, share }: MissingMap, words: { all: string }, percent: (share: number) => string): EChartsCoreOption {
  const rows = groups.map((group) => group || words.all);
  return {
    grid: { ...grid, right: 80 },
    tooltip: { ...tooltip, formatter: ({ value: [x, y, v] }: { value: [number, number, number] }) => `${rows[y]}, ${columns[x]}: ${percent(v)}` },
    xAxis: { type: 'category', data: [...columns], position: 'top', splitArea: { show: true } },
    yAxis: { type: 'category', data: rows, inverse: true, axisLabel: names },
    visualMap: { min: 0, max: 1, calculable: false, orient: 'vertical', right: 0, top: 'middle', itemHeight: 90, inRange: { color: ['#e6f4f1', '#f4b860', '#c2255c'] }, formatter: (value: number) => percent(value) },
    series: [{
      type: 'heatmap', data: share.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [[x, y, value]]))),
      label: { show: true, formatter: ({ value }: { value: [number, number, number] }) => percent(value[2]), color: '#212529' }, itemStyle: { borderWidth: 1, borderColor: '#fff' },
    }],
  };
}
