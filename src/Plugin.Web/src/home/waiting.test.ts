import { describe, expect, it } from 'vitest';
import { whyWaiting } from './waiting';

const at = (status: string | null) => ({ id: 7, name: 'North', status });

describe('A run that does not get on', () => {
  it.each([
    ['awaiting approval', 1, at('online'), 'approval'],
    ['pending', 0, at('offline'), 'offline'],
    ['pending', 0, at(null), 'neverSeen'],
    ['pending', 0, at('online'), 'queued'],
    ['pending', 2, at('online'), 'retried'],
    ['pending', 0, null, 'unregistered'],
    ['unreachable', 1, at('offline'), 'unreachable'],
    ['held', 1, at('online'), 'held'],
  ] as const)('%s, attempt %i: says why', (state, attempt, node, reason) => {
    expect(whyWaiting({ state, attempt, node })).toBe(reason);
  });

  it('is not one that runs', () => {
    expect(whyWaiting({ state: 'active', attempt: 1, node: at('online') })).toBeNull();
  });
});
