import { describe, expect, it } from 'vitest';
import { runsAt, statesAt, stateIn, stepIn, type Event } from './replay';

let position = 0;

function event(stream: string, name: string, fields: [string, unknown, unknown][]): Event {
  position++;
  return {
    position, stream, version: 1, name, at: `2026-03-03T10:00:0${position}.000000Z`, actor: 'node:7', for: null, via: null, rule: null, data: {},
    entry: '', fields: fields.map(([field, before, after]) => ({ name: field, before, after })),
  };
}

position = 0;
const history: Event[] = [
  event('task-5', 'task.created/2', [['state', 'none', 'existing'], ['image', null, 'summary:1']]),
  event('run-50', 'run.created/1', [['state', 'none', 'pending'], ['task', null, 5], ['organisation', null, 2]]),
  event('run-50', 'run.claimed/1', [['state', 'pending', 'claimed'], ['attempt', null, 1], ['node', null, 7]]),
  event('run-50', 'run.released/2', [['state', 'claimed', 'pending'], ['node', 7, null]]),
  event('reading-5-user-4-2026030310', 'reading.contents_read/1', []),
  event('run-50', 'run.ended/2', [['state', 'pending', 'ended'], ['outcome', null, 'killed']]),
];

describe('A replay', () => {
  it('begins with nothing', () => {
    expect(statesAt(history, 0).size).toBe(0);
    expect(runsAt(history, 1)).toEqual([]);
  });

  it('shows at each step what was true then', () => {
    expect([2, 3, 4, 5, 6].map((step) => runsAt(history, step)[0]?.state)).toEqual(['pending', 'claimed', 'pending', 'pending', 'killed']);
    expect(statesAt(history, 3).get('run-50')).toEqual({ state: 'claimed', task: 5, organisation: 2, attempt: 1, node: 7 });
  });

  it('forgets what an event took away', () => {
    expect(statesAt(history, 4).get('run-50')).not.toHaveProperty('node');
  });

  it('says since when a run is in its state, and which one the step moved', () => {
    expect(runsAt(history, 5)[0]).toMatchObject({ since: history[3]?.at, moved: false, attempt: 1, task: 5, organisation: 2 });
    expect(runsAt(history, 6)[0]).toMatchObject({ since: history[5]?.at, moved: true });
  });

  it('goes back as it went on', () => {
    const forth = history.map((_, step) => [...statesAt(history, step)]);
    expect(history.map((_, step) => [...statesAt(history, history.length - 1 - step)]).toReversed()).toEqual(forth);
  });

  it('knows no state of what never was', () => {
    expect(stateIn(undefined)).toBe('none');
  });

  it.each([[null, 1], ['3', 3], ['0', 1], ['99', 6], ['x', 1], ['2.5', 1]])('starts for %s at step %s', (wanted, step) => {
    expect(stepIn(wanted, 6)).toBe(step);
  });
});
