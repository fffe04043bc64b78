import type { Schema } from '../../api/client';

export type JobTask = Schema<'JobTask'>;
export type JobRun = Schema<'JobRun'>;

/** A task with what its runs ordered, below it. */
export interface Branch {
  readonly task: JobTask;
  readonly depth: number;
  readonly below: readonly Branch[];
}

/** The tasks of a job as a tree. What has lost its parent stands at the top rather than nowhere. */
export function treeOf(tasks: readonly JobTask[]): readonly Branch[] {
  const known = new Set(tasks.map((task) => task.id));
  const branch = (task: JobTask, depth: number): Branch => ({
    task, depth, below: tasks.filter((one) => one.parent_id === task.id).map((one) => branch(one, depth + 1)),
  });
  return tasks.filter((task) => task.parent_id === null || !known.has(task.parent_id)).map((task) => branch(task, 0));
}

export function flat(branches: readonly Branch[]): readonly Branch[] {
  return branches.flatMap((one) => [one, ...flat(one.below)]);
}

/** A station's own word where the status hides it: what waits for approval is "pending" to vantage6. */
export function stateOf(run: JobRun): 'awaiting' | 'claimed' | 'unreachable' | 'held' | null {
  switch (run.state) {
    case 'awaiting approval': return 'awaiting';
    case 'claimed': return 'claimed';
    case 'unreachable': return 'unreachable';
    case 'held': return 'held';
    default: return null;
  }
}
