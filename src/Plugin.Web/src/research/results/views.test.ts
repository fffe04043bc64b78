import { describe, expect, it } from 'vitest';
import { contingencyOf, histogramOf } from './counts';
import { csvOf } from './csv';
import { forestOf } from './forest';
import { parseResult, unfolded } from './json';
import { meansOf, missingOf, spreadOf, summaryOf, together } from './summary';
import { atRiskFrom, limits, survivalOf } from './survival';
import { sorted, tableOf } from './table';
import { viewsOf } from './views';

const curve = {
  patients: 4, missing: 0, events: 2, median: 12, at: [],
  curve: [{ time: 5, at_risk: 4, events: 1, survival: 0.75, standard_error: 0.2165 }, { time: 12, at_risk: 2, events: 1, survival: 0.375, standard_error: 0.2864 }],
};
const kinds = (value: unknown) => viewsOf(value).map((view) => view.kind);

describe('A result', () => {
  it('of a survival analysis is curves with bands and numbers at risk', () => {
    const view = survivalOf({ time: 'days', event: 'died', overall: curve, groups: { grade: { 2: curve, 3: curve } } });

    expect(view?.panels.map((panel) => [panel.by, panel.series.map((series) => series.name)])).toEqual([['', ['']], ['grade', ['2', '3']]]);
    const series = view!.panels[0]!.series[0]!;
    // R: survfit(Surv(c(5, 8, 12, 20), c(1, 0, 1, 0)) ~ 1): 0.75 (0.426, 1), 0.375 (0.0839, 1)
    expect(series.points[0]!.lower).toBeCloseTo(0.426, 3);
    expect(series.points[0]!.upper).toBe(1);
    expect(series.points[1]!.lower).toBeCloseTo(0.0839, 3);
    expect([atRiskFrom(series, 0), atRiskFrom(series, 6), atRiskFrom(series, 13)]).toEqual([4, 2, 0]);
    expect(kinds({ time: 'days', event: 'died', overall: curve, groups: {} })).toEqual(['survival', 'tree']);
  });

  it('of other algorithms is a curve when its columns say so', () => {
    const view = survivalOf({ durations: [1, 2, 3], survival_cdf: [0.9, 0.6, 0.4], at_risk: [10, 8, 5] });

    expect(view?.panels[0]?.series[0]?.median).toBe(3);
    expect(survivalOf([{ time: 1, survival: 40 }, { time: 2, survival: 30 }])).toBeNull();
  });

  it('has no band where nobody is left', () => expect(limits(0, null)).toEqual([null, null]));

  it('of a summary is figures by group, and a map of what is missing', () => {
    const age = { count: 3, missing: 1, mean: 50.5, sd: 2, min: 40, max: 60, median: 51 };
    const rows = summaryOf({ columns: { age }, groups: { sex: { f: { age: { ...age, missing: 0 } }, m: { age } } } })!;

    expect(rows.map((row) => [row.group, row.column, row.count, row.median])).toEqual([['', 'age', 3, 51], ['sex = f', 'age', 3, 51], ['sex = m', 'age', 3, 51]]);
    expect(missingOf(rows)).toEqual({ columns: ['age'], groups: ['', 'sex = f', 'sex = m'], share: [[0.25], [0], [0.25]] });
  });

  it('of a summary by group is box plots, and a forest of the means', () => {
    const female = { count: 4, missing: 0, mean: 50, sd: 2, min: 40, max: 60, median: 51, q1: 48, q3: 55 };
    const few = { count: 3, missing: 0, mean: 10, sd: 2, min: 9, max: 12, median: 10 };
    const rows = summaryOf({ columns: { age: { ...female, count: 10, mean: 49 } }, groups: { sex: { f: { age: female }, m: { age: few } } } })!;

    expect(spreadOf(rows, (row) => row.group).map((box) => [box.name, ...box.figures])).toEqual([
      ['', 40, 48, 51, 55, 60], ['sex = f', 40, 48, 51, 55, 60], ['sex = m', 9, 9, 10, 12, 12],
    ]);
    // R: 50 + c(-1, 1) * qt(.975, 3) * 2 / sqrt(4): 46.82, 53.18; three values are too few.
    const means = meansOf(rows, (row) => row.group)!;
    expect(means.rows.map((row) => [row.term, row.count])).toEqual([['', 10], ['sex = f', 4]]);
    expect([means.rows[1]!.lower, means.rows[1]!.upper, means.around]).toEqual([expect.closeTo(46.82, 1), expect.closeTo(53.18, 1), 49]);
    expect(meansOf(rows.slice(0, 1), (row) => row.group)).toBeNull();
  });

  it('of several hospitals is one of all of them as far as that follows', () => {
    const of = (values: number[]) => {
      const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
      return { group: '', column: 'a', count: values.length, missing: 1, mean, sd: Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1)), min: Math.min(...values), max: Math.max(...values), median: 1, q1: null, q3: null };
    };
    const [whole] = together([of([1, 2, 6]), of([4, 10])]);

    expect(whole).toEqual({ ...of([1, 2, 6, 4, 10]), missing: 2, median: null, sd: expect.closeTo(of([1, 2, 6, 4, 10]).sd, 10), mean: expect.closeTo(4.6, 10) });
    expect(together([{ ...of([1]), count: 0, mean: null, min: null, max: null, sd: null }])[0]).toMatchObject({ count: 0, mean: null, sd: null, min: null });
  });

  it('of one hospital is a summary, too', () => {
    const rows = summaryOf([{ by: null, level: null, column: 'age', moments: { count: 3, missing: 0, mean: 2, squared_deviations: 2, min: 1, max: 3, decimals: 0 } }])!;

    expect(rows).toEqual([{ group: '', column: 'age', count: 3, missing: 0, mean: 2, sd: 1, min: 1, median: null, max: 3, q1: null, q3: null }]);
  });

  it('of a crosstab is a contingency table, ours and others\'', () => {
    const ours = { row: 'size', column: 'grade', cells: [{ row: '<=20', column: '2', count: 5 }, { row: '>50', column: '2', count: 1 }, { row: '<=20', column: '3', count: 0 }], total: 6, missing: 2 };
    expect(contingencyOf(ours)).toEqual({ row: 'size', column: 'grade', rows: ['<=20', '>50'], columns: ['2', '3'], counts: [[5, 0], [1, 0]], missing: 2 });
    expect(contingencyOf({ yes: { a: 1, b: 2 }, no: { a: 3 } })?.counts).toEqual([[1, 2], [3, 0]]);
    expect(contingencyOf({ a: { count: 1, mean: 2 }, b: { count: 1, mean: 2 } })).toBeNull();
  });

  it('of a regression is a forest plot, by coefficients or ratios', () => {
    expect(forestOf([{ term: 'age', coef: 0.5, se: 0.1, p: 0.001 }])).toEqual({
      rows: [{ term: 'age', estimate: 0.5, lower: expect.closeTo(0.304, 3), upper: expect.closeTo(0.696, 3), p: 0.001 }], isRatio: false,
    });
    const ratios = forestOf({ covariate: ['age'], hr: [1.5], 'HR lower': [1.1], hr_upper: [2.1] });
    expect(ratios).toEqual({ rows: [{ term: 'age', estimate: 1.5, lower: 1.1, upper: 2.1, p: null }], isRatio: true });
    expect(forestOf({ coefficients: { age: 1 }, std_errors: { age: 0 } })?.rows).toEqual([{ term: 'age', estimate: 1, lower: 1, upper: 1, p: null }]);
    expect(forestOf([{ name: 'a', value: 1 }])).toBeNull();
  });

  it('of a regression has limits around what they belong to', () => {
    // lifelines: summary.reset_index()
    const coefficients = { covariate: 'age', coef: 0.5, 'exp(coef)': 1.65, 'se(coef)': 0.1, 'coef lower 95%': 0.3, 'coef upper 95%': 0.7, p: 0.01 };
    expect(forestOf([{ ...coefficients, 'exp(coef) lower 95%': 1.35, 'exp(coef) upper 95%': 2.01 }]))
      .toEqual({ rows: [{ term: 'age', estimate: 1.65, lower: 1.35, upper: 2.01, p: 0.01 }], isRatio: true });
    expect(forestOf([coefficients])).toEqual({ rows: [{ term: 'age', estimate: 0.5, lower: 0.3, upper: 0.7, p: 0.01 }], isRatio: false });
    expect(forestOf([{ term: 'age', coef: 5, lower: 1, upper: 2 }])).toBeNull();
  });

  it('of vantage6\'s own regressions is a forest plot as they write it', () => {
    // v6-glm-py
    const glm = { coefficients: { beta: { Intercept: 1, age: 0.5 }, std_error: { Intercept: 0.5, age: 0.1 }, z_value: { Intercept: 2, age: 5 }, p_value: { Intercept: 0.05, age: 0 } }, details: { converged: true, iterations: 4 } };
    expect(forestOf(glm)).toEqual({
      rows: [{ term: 'Intercept', estimate: 1, lower: expect.closeTo(0.02, 2), upper: expect.closeTo(1.98, 2), p: 0.05 }, { term: 'age', estimate: 0.5, lower: expect.closeTo(0.304, 3), upper: expect.closeTo(0.696, 3), p: 0 }], isRatio: false,
    });
    // v6-coxph: a frame as a text within the answer
    const frame = { Var: { 0: 'age' }, Coef: { 0: 0.5 }, 'Exp(coef)': { 0: 1.64872 }, SE: { 0: 0.1 }, lower_CI: { 0: 1.35526 }, upper_CI: { 0: 2.00571 }, Z: { 0: 6.49 }, 'p-value': { 0: 0.001 } };
    const cox = unfolded({ included_organizations: [1, 2], baseline_survival_function: { time: { 0: 1, 1: 2 }, survival: { 0: 0.9, 1: 0.8 } }, coxph_results: JSON.stringify(frame) });
    expect(forestOf(cox)).toEqual({ rows: [{ term: 'age', estimate: 1.64872, lower: 1.35526, upper: 2.00571, p: 0.001 }], isRatio: true });
    expect(viewsOf(cox, [{ name: 'Baseline', description: '', type: 'line', schema: { location: ['baseline_survival_function'], x: 'time', y: 'survival' } }]).map((view) => view.kind).slice(0, 2)).toEqual(['line', 'forest']);
    // v6-kaplan-meier-py: the times are called as in the data
    const curve = unfolded(JSON.stringify({ dtime: { 0: 5, 1: 12 }, at_risk: { 0: 4, 1: 2 }, observed: { 0: 1, 1: 1 }, hazard: { 0: 0.25, 1: 0.5 }, survival_cdf: { 0: 0.75, 1: 0.375 } }));
    expect(survivalOf(curve)?.panels[0]?.series[0]).toMatchObject({ points: [{ time: 5, survival: 0.75, atRisk: 4 }, { time: 12, survival: 0.375, atRisk: 2 }], median: 12 });
  });

  it('with bins is a histogram, and with quartiles a box plot', () => {
    expect(histogramOf({ column: 'age', bin_edges: [0, 10, 20], counts: [3, 4], missing: 1 })).toEqual({ column: 'age', bins: [{ place: [0, 10], count: 3 }, { place: [10, 20], count: 4 }], missing: 1 });
    expect(histogramOf([{ bin: 'a', count: 1 }, { bin: 'b', count: 2 }])?.bins[1]).toEqual({ place: 'b', count: 2 });
    expect(kinds({ bin_edges: [0, 10, 20], counts: [3, 4] })).toEqual(['histogram', 'table', 'tree']);
    expect(kinds([{ name: 'A', min: 1, q1: 2, median: 3, q3: 4, max: 9 }])[0]).toBe('boxes');
  });

  it('is a table in each of the forms that algorithms write', () => {
    const table = { columns: ['a', 'b'], rows: [[1, 'x'], [2, null]] };
    expect(tableOf([{ a: 1, b: 'x' }, { a: 2 }])).toEqual(table);
    expect(tableOf({ a: [1, 2], b: ['x', null] })).toEqual(table);
    expect(tableOf({ columns: ['a', 'b'], index: [0, 1], data: [[1, 'x'], [2, null]] })).toEqual(table);
    expect(tableOf({ a: { 0: 1, 1: 2 }, b: { 0: 'x', 1: null } })).toEqual(table);
    expect(tableOf({ milliseconds: 5 })).toEqual({ columns: ['', 'value'], rows: [['milliseconds', 5]] });
    expect(tableOf({ a: [1], b: { c: [1] } })).toBeNull();
  });

  it('is what its author declared, before all else', () => {
    const value = { curve: { t: [1, 2], s: [3, 4], u: [5, 6] } };
    const [first, second] = viewsOf(value, [
      { name: 'C', description: '', type: 'line', schema: { location: ['curve'], x: 't', y: 's' } }, { name: 'T', description: '', type: 'table', schema: { location: ['curve'], columns: ['u'] } },
    ]);

    expect(first).toMatchObject({ kind: 'line', title: 'C', x: 't', y: 's' });
    expect(second).toMatchObject({ kind: 'table', title: 'T', table: { columns: ['u'], rows: [[5], [6]] } });
  });

  it('can always be looked at, whatever it is', () => {
    for (const value of [null, 'text', 7, [], {}, [[]], [null], { a: [] }, [{ a: { b: { c: 1 } } }], '<script>']) {
      expect(kinds(value).at(-1)).toBe('tree');
    }
  });

  it('may say NaN and Infinity, but not within texts', () =>
    expect(parseResult('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" Infinity"}')).toEqual({ a: null, b: [null, null], c: 'NaN " Infinity' }));
});

describe('A table', () => {
  it('is sorted by size, numbers before texts and nothing last', () => {
    const table = { columns: ['a'], rows: [['b'], [10], [null], [9], ['a']] };
    expect(sorted(table, 0, false).rows.flat()).toEqual([9, 10, 'a', 'b', null]);
  });

  it('leaves as CSV that every reader takes, and no formula', () => expect(csvOf({
    columns: ['a,b', 'c'],
    rows: [['say "hi"', 1.5], ['two\nlines', null], ['=1+1', -2], ['@x', true], ['-5', '+x'], [' pad ', '']],
  })).toBe('"a,b",c\r\n"say ""hi""",1.5\r\n"two\nlines",\r\n\'=1+1,-2\r\n\'@x,true\r\n-5,\'+x\r\n" pad ",\r\n'));
});
