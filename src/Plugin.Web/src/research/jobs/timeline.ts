import { instant } from '../../frame/time';
import type { Branch } from './tree';

/** From one moment to another, in milliseconds since the job began. */
export interface Span {
  readonly phase: 'waiting' | 'working';
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  readonly run: number;
  readonly task: number;
  readonly depth: number;
  readonly organization: number;
  readonly status: string;
  readonly spans: readonly Span[];
  /** Whether it goes on. */
  readonly open: boolean;
}

export interface Timeline {
  readonly begin: number;
  readonly length: number;
  readonly lanes: readonly Lane[];
  readonly ticks: readonly number[];
}

/** Who worked when: a lane for each run, in the order of the tree. */
export function timelineOf(branches: readonly Branch[], now: number): Timeline {
  const runs = branches.flatMap(({ task, depth }) => task.runs.map((run) => ({ run, task: task.id, depth })));
  const begin = Math.min(...runs.map(({ run }) => instant(run.assigned_at).getTime()), now);
  const lanes = runs.map(({ run, task, depth }): Lane => {
    const assigned = instant(run.assigned_at).getTime();
    const started = run.started_at === null ? null : instant(run.started_at).getTime();
    const finished = run.finished_at === null ? null : instant(run.finished_at).getTime();
    // Clocks of stations may be off; nothing ends before it begins.
    const end = Math.max(finished ?? now, started ?? assigned, assigned);
    const spans: Span[] = [];
    const waitedTill = Math.min(started ?? end, end);
    if (waitedTill > assigned) {
      spans.push({ phase: 'waiting', from: assigned - begin, to: waitedTill - begin });
    }

    if (started !== null) {
      spans.push({ phase: 'working', from: Math.max(started, assigned) - begin, to: end - begin });
    }

    return { run: run.id, task, depth, organization: run.organization_id, status: run.status, spans, open: finished === null };
  });
  const length = Math.max(1, ...lanes.flatMap((lane) => lane.spans.map((span) => span.to)));
  return { begin, length, lanes, ticks: ticksOf(length) };
}

const steps = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000];

/** At most seven round moments. */
export function ticksOf(length: number): readonly number[] {
  const step = steps.find((one) => length / one <= 6) ?? Math.ceil(length / 6 / 86_400_000) * 86_400_000;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
}
