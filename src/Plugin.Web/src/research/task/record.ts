import type { Schema } from '../../api/client';
import { fromBase64, fromHex, hexOf, textOf, type Bytes, concat, utf8 } from '../../proofs/bytes';
import { decodeEntry } from '../../proofs/entry';
import type { ShownEvent } from '../../proofs/shown';
import type { JobRun } from '../jobs/tree';
import { isObject, type Json } from '../results/json';

/** An event of a task with the bytes that its place in the log is about. */
export type LoggedEvent = Schema<'AuditEvent'>;

/** What the log's own bytes say of a task; what an event of an early version does not say is null. */
export interface TaskRecord {
  readonly user: number | null;
  readonly organization: number | null;
  readonly collaboration: number | null;
  readonly image: string | null;
  readonly runs: ReadonlyMap<number, RunRecord>;
}

export interface RunRecord {
  readonly organization: number | null;
  /** As the page says it: `killed by user`; null while it is open. */
  readonly status: string | null;
  /** SHA-256(salt ‖ bytes) of what its station reported, in hex. */
  readonly result: string | null;
}

/** Where the page says otherwise than the log; a key of the texts, with the run when it is about one. */
export interface Contradiction {
  readonly what: 'user' | 'organization' | 'collaboration' | 'image' | 'runs' | 'runOrganization' | 'status' | 'result';
  readonly run: number | null;
}

const outcomes: Readonly<Record<string, string>> = {
  completed: 'completed', failed: 'failed', crashed: 'crashed', not_allowed: 'not allowed', no_image: 'non-existing Docker image',
  start_failed: 'start failed', killed: 'killed by user', unknown: 'unknown error',
};

/** As the proofs take it. */
export function shownOf({ position, stream, version, name, at, data, metadata, entry }: LoggedEvent): ShownEvent {
  const told = isObject(metadata) ? metadata : {};
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : null);
  return {
    position, stream, version, name, at, data, entry: entry ?? '', actor: text('actor'), for: text('for'), via: text('via'),
    rule: typeof told['rule'] === 'number' ? told['rule'] : null,
  };
}

/** Read from the bytes whose place in the log is proved, not from what stands beside them. */
export function recordOf(task: number, events: readonly LoggedEvent[]): TaskRecord {
  let order: Json = {};
  const runs = new Map<number, RunRecord>();
  for (const { entry } of events) {
    const { stream, name, data } = decodeEntry(fromBase64(entry ?? ''));
    const told = parsed(data);
    const kind = name.split('/')[0];
    const run = stream.startsWith('run-') ? Number(stream.slice(4)) : null;
    if (kind === 'task.created' && stream === `task-${task}`) {
      order = told;
    } else if (run !== null && kind === 'run.created' && told['task'] === task) {
      runs.set(run, { organization: number(told['organisation']), status: null, result: null });
    } else if (run !== null && runs.has(run) && (kind === 'run.ended' || kind === 'run.supplemented')) {
      const known = runs.get(run)!;
      const result = isObject(told['result']) && typeof told['result']['digest'] === 'string' ? told['result']['digest'] : null;
      runs.set(run, { ...known, status: outcomes[String(told['outcome'])] ?? known.status, result: result ?? known.result });
    }
  }

  return {
    user: number(order['init_user']), organization: number(order['init_organisation']), collaboration: number(order['collaboration']),
    image: typeof order['image'] === 'string' ? order['image'] : null, runs,
  };
}

/** Holds what the page shows of a task and its runs against the log. */
export function contradictions(record: TaskRecord, task: Schema<'TaskView'>, runs: readonly JobRun[]): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const hold = (what: Contradiction['what'], told: unknown, shown: unknown, run: number | null = null) => {
    if (told !== null && told !== shown) {
      found.push({ what, run });
    }
  };
  hold('user', record.user, task.init_user.id);
  hold('organization', record.organization, task.init_org.id);
  hold('collaboration', record.collaboration, task.collaboration.id);
  hold('image', record.image?.split('@')[0] ?? null, task.image.split('@')[0]);
  for (const run of runs) {
    const told = record.runs.get(run.id);
    if (told === undefined) {
      found.push({ what: 'runs', run: run.id });
      continue;
    }

    hold('runOrganization', told.organization, run.organization_id, run.id);
    // What ended since the page asked for it is not a contradiction; what the page says has ended must have.
    if (run.finished_at !== null) {
      hold('status', told.status ?? '', run.status, run.id);
    }
  }

  // Runs that one may not see are not on the page; a result that is shown must be one that the log knows.
  return [...found, ...runs.filter((run) => run.has_result && record.runs.get(run.id)?.result === null).map((run) => ({ what: 'result' as const, run: run.id }))];
}

/** Whether a content, as it travelled, is the one whose digest the log has. */
export async function isContent(digest: string, salt: string, text: string): Promise<boolean> {
  const bytes = concat(fromHex(salt), utf8(text));
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) === digest;
}

function parsed(data: Bytes): Json {
  const told: unknown = JSON.parse(textOf(data));
  return isObject(told) ? told : {};
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
