import { describe, expect, it } from 'vitest';
import { ticksOf, timelineOf } from './timeline';
import { flat, stateOf, treeOf, type JobRun, type JobTask } from './tree';

function run(id: number, more: Partial<JobRun> = {}): JobRun {
  return {
    id, status: 'completed', state: 'ended', cause: null, attempt: 1, organization_id: id, node_id: id, node_name: null, node_status: null,
    assigned_at: '2026-11-22T10:00:00', started_at: '2026-11-22T10:00:02', finished_at: '2026-11-22T10:00:05.500000', has_result: true, has_log: true, ...more,
  };
}

function task(id: number, parent: number | null, runs: JobRun[]): JobTask {
  return { id, parent_id: parent, parent_run_id: null, name: `t${id}`, status: 'active', created_at: '2026-11-22T10:00:00', runs };
}

const now = Date.parse('2026-11-22T10:00:10Z');

describe('A job', () => {
  it('is a tree of tasks, and what lost its parent is at the top', () => {
    const tree = treeOf([task(1, null, []), task(2, 1, []), task(3, 2, []), task(4, 1, []), task(9, 8, [])]);

    expect(flat(tree).map(({ task: { id }, depth }) => [id, depth])).toEqual([[1, 0], [2, 1], [3, 2], [4, 1], [9, 0]]);
  });

  it('says what the status hides', () => {
    expect(stateOf(run(1, { status: 'pending', state: 'awaiting approval' }))).toBe('awaiting');
    expect(stateOf(run(1))).toBeNull();
  });
});

describe('A timeline', () => {
  it('shows how long each run waited and worked', () => {
    const { lanes, length, begin } = timelineOf(treeOf([task(1, null, [run(5)])]), now);

    expect([begin, length]).toEqual([Date.parse('2026-11-22T10:00:00Z'), 5500]);
    expect(lanes).toEqual([{
      run: 5, task: 1, depth: 0, organization: 5, status: 'completed', open: false,
      spans: [{ phase: 'waiting', from: 0, to: 2000 }, { phase: 'working', from: 2000, to: 5500 }],
    }]);
  });

  it('goes on to now for what has not ended', () => {
    const { lanes } = timelineOf(treeOf([task(1, null, [run(5, { finished_at: null }), run(6, { started_at: null, finished_at: null })])]), now);

    expect(lanes.map((lane) => [lane.open, lane.spans.at(-1)])).toEqual([[true, { phase: 'working', from: 2000, to: 10000 }], [true, { phase: 'waiting', from: 0, to: 10000 }]]);
  });

  it('bears with clocks that are off, and with a run that never began', () => {
    const { lanes } = timelineOf(treeOf([task(1, null, [run(5, { started_at: '2026-11-22T09:59:59', finished_at: '2026-11-22T09:59:58' }), run(6, { started_at: null })])]), now);

    expect(lanes.every((lane) => lane.spans.every((span) => span.from >= 0 && span.to >= span.from))).toBe(true);
    expect(lanes[1]?.spans).toEqual([{ phase: 'waiting', from: 0, to: 5500 }]);
  });

  it('has round moments, few enough to read', () => {
    expect(ticksOf(5500)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
    expect(ticksOf(1)).toEqual([0]);
    expect(ticksOf(90 * 86_400_000).length).toBeLessThanOrEqual(7);
  });
});
