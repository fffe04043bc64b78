import { expect, it } from 'vitest';
import { bandOf } from './options';

it('The band of a curve goes up one edge and down the other, and on where an edge ends', () => {
  const points = [
    { time: 5, survival: 0.8, lower: 0.6, upper: 1, atRisk: 5 }, { time: 9, survival: 0.5, lower: null, upper: null, atRisk: 2 },
  ];

  expect(bandOf({ name: '', median: null, patients: null, events: null, points })).toEqual([
    [0, 1], [5, 1], [5, 1], [9, 1], [9, 1], [9, 0.6], [9, 0.6], [5, 0.6], [5, 1], [0, 1],
  ]);
});
