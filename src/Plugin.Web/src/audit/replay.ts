import type { Schema } from '../api/client';
import { thingIn } from './names';

export type Event = Schema<'HistoryEvent'>;
export type FieldChange = Event['fields'][number];
/** A thing's fields at some step. */
export type State = Readonly<Record<string, unknown>>;

export interface RunThen {
  readonly stream: string;
  readonly task: number | null;
  readonly organisation: number | null;
  readonly state: string;
  readonly attempt: number | null;
  /** When it came to be in this state. */
  readonly since: string;
  /** This step changed it. */
  readonly moved: boolean;
}

/** Each thing's fields after so many steps, by stream, in the order in which they came to be. */
export function statesAt(events: readonly Event[], step: number): ReadonlyMap<string, State> {
  const states = new Map<string, Record<string, unknown>>();
  for (const { stream, fields } of events.slice(0, step)) {
    const state = states.get(stream) ?? {};
    for (const { name, after } of fields) {
      if (after === null || after === undefined) {
        delete state[name];
      } else {
        state[name] = after;
      }
    }

    states.set(stream, state);
  }

  return states;
}

/** All runs that the history ever has, as they were after so many steps; those that were not there yet are left out. */
export function runsAt(events: readonly Event[], step: number): RunThen[] {
  const states = statesAt(events, step);
  const since = new Map<string, string>();
  for (const { stream, fields, at } of events.slice(0, step)) {
    if (fields.some(({ name }) => name === 'state')) {
      since.set(stream, at);
    }
  }

  const now = events[step - 1]?.stream;
  return [...states].filter(([stream]) => thingIn(stream)?.kind === 'run').map(([stream, state]) => ({
    stream,
    task: numberOr(state['task']),
    organisation: numberOr(state['organisation']),
    state: stateIn(state),
    attempt: numberOr(state['attempt']),
    since: since.get(stream) ?? '',
    moved: stream === now,
  }));
}

/** Its stage of life; for a run that ended, how. */
export function stateIn(state: State | undefined): string {
  const stage = typeof state?.['state'] === 'string' ? state['state'] : 'none';
  return stage === 'ended' && typeof state?.['outcome'] === 'string' ? state['outcome'] : stage;
}

/** Where the replay starts to be worth looking at: the step that is asked for, within the history. */
export function stepIn(wanted: string | null, all: number): number {
  const step = Number(wanted);
  return wanted !== null && Number.isInteger(step) ? Math.min(Math.max(step, 1), all) : 1;
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);
