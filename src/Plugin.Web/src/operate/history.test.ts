import { expect, it } from 'vitest';
import { bySilo, compareVersions, growth, shortName, summary, type Sample } from './history';

const silo = (id: string, load: number) => ({ id, requests_per_second: load, failed_per_second: 0, cpu: 0.1, memory: 1, lag: 0 });
const sample = (second: number, head: number, ...silos: ReturnType<typeof silo>[]): Sample => ({
  at: `2026-03-03T10:00:${String(second).padStart(2, '0')}Z`, head, nodes: 1, waiting: 0, running: 0, silos,
});
const at = (second: number) => Date.UTC(2026, 2, 3, 10, 0, second);

it('draws a line for each silo, with a gap where it was not there', () => {
  const lines = bySilo([sample(0, 1, silo('a', 3)), sample(15, 1, silo('a', 4), silo('b', 5))], (one) => one.requests_per_second);
  expect(lines).toEqual([
    { name: 'a', points: [[at(0), 3], [at(15), 4]] },
    { name: 'b', points: [[at(0), null], [at(15), 5]] },
  ]);
});

it('tells growth as events a minute, and none where the log was restored', () => {
  expect(growth([sample(0, 10), sample(15, 20), sample(30, 5)], 'events').points).toEqual([[at(15), 40], [at(30), null]]);
});

it('sums the last values and finds the largest', () => {
  expect(summary(bySilo([sample(0, 1, silo('a', 9)), sample(15, 1, silo('a', 1), silo('b', 2))], (one) => one.requests_per_second))).toEqual({ last: 3, most: 9 });
});

it('shortens long names to their end', () => {
  expect(shortName('silo-vm-24076-c84d9393')).toBe('…-c84d9393');
});

it('orders versions by number', () => {
  expect(compareVersions('1.10.0', '1.9.3')).toBeGreaterThan(0);
  expect(compareVersions('1.0', '1.0.0')).toBe(0);
});
