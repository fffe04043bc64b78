import { describe, expect, it } from 'vitest';
import type { Schema } from '../../api/client';
import { base64Of, hexOf, utf8 } from '../../proofs/bytes';
import { encodeEntry } from '../../proofs/entry';
import type { JobRun } from '../jobs/tree';
import { contradictions, isContent, recordOf, shownOf, type LoggedEvent } from './record';

const salt = new Uint8Array(16);

function event(position: number, stream: string, name: string, data: object): LoggedEvent {
  const metadata = { actor: 'user:4', rule: 12 };
  const entry = encodeEntry({ stream, version: 1n, name, data: utf8(JSON.stringify(data)), metadata: utf8(JSON.stringify(metadata)), microseconds: 0n, salt });
  return { position, stream, version: 1, name, at: '2026-11-22T12:00:00Z', data: { said: 'beside' }, metadata, leaf: '', entry: base64Of(entry) };
}

const events = [
  event(5, 'task-7', 'task.created/2', { id: 7, init_user: 4, init_organisation: 2, collaboration: 3, image: 'plugin/algorithms@sha256:ab', runs: [{ run: 9, organisation: 2, node: 1 }] }),
  event(6, 'run-9', 'run.created/1', { id: 9, task: 7, organisation: 2 }),
  event(7, 'run-9', 'run.ended/2', { outcome: 'killed', result: null }),
  event(8, 'run-9', 'run.supplemented/1', { result: { id: 'r', digest: 'bb', size: 3 } }),
  event(9, 'task-8', 'task.created/2', { id: 8, init_user: 5, image: 'other' }),
  event(10, 'run-11', 'run.created/1', { id: 11, task: 8, organisation: 2 }),
];

const task = { id: 7, image: 'plugin/algorithms', init_user: { id: 4 }, init_org: { id: 2 }, collaboration: { id: 3 } } as Schema<'TaskView'>;
const run = { id: 9, organization_id: 2, status: 'killed by user', finished_at: '2026-11-22T12:00:00Z', has_result: true } as JobRun;

describe('The record of a task', () => {
  it('is read from the bytes that are proved, and knows its own runs only', () =>
    expect(recordOf(7, events)).toEqual({
      user: 4, organization: 2, collaboration: 3, image: 'plugin/algorithms@sha256:ab',
      runs: new Map([[9, { organization: 2, status: 'killed by user', result: 'bb' }]]),
    }));

  it('agrees with a page that shows it', () => expect(contradictions(recordOf(7, events), task, [run])).toEqual([]));

  it('says where a page shows something else', () => {
    const record = recordOf(7, events);

    expect(contradictions(record, { ...task, image: 'evil', init_user: { ...task.init_user, id: 5 } }, [{ ...run, status: 'completed', organization_id: 3 }]))
      .toEqual([{ what: 'user', run: null }, { what: 'image', run: null }, { what: 'runOrganization', run: 9 }, { what: 'status', run: 9 }]);
    expect(contradictions(record, task, [{ ...run, id: 11 }])).toEqual([{ what: 'runs', run: 11 }]);
    expect(contradictions(recordOf(7, events.slice(0, 3)), task, [run])).toEqual([{ what: 'result', run: 9 }]);
    expect(contradictions(recordOf(7, events.slice(0, 2)), task, [{ ...run, has_result: false }])).toEqual([{ what: 'status', run: 9 }]);
  });

  it('takes a run that is open on the page for what it was when the page asked', () =>
    expect(contradictions(recordOf(7, events), task, [{ ...run, status: 'active', finished_at: null, has_result: false }])).toEqual([]));

  it('knows a result by its salted digest', async () => {
    const digest = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.of(0xab, 0xcd, ...utf8('e30=')))));

    expect(await isContent(digest, 'abcd', 'e30=')).toBe(true);
    expect(await isContent(digest, 'abcd', 'e31=')).toBe(false);
    expect(await isContent(digest, 'abce', 'e30=')).toBe(false);
  });

  it('is handed to the proofs with who acted, as the metadata say', () =>
    expect(shownOf(events[0]!)).toMatchObject({ position: 5, actor: 'user:4', for: null, via: null, rule: 12 }));
});
