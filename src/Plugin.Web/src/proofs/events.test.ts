import { beforeEach, describe, expect, it } from 'vitest';
import { base64Of, fromBase64 } from './bytes';
import { verifyEvents } from './events';
import { memoryOf } from './memory';
import type { ShownEvent } from './shown';
import { StandInHub } from './standIn';
import { changed } from './vectors';

const NOW = new Date('2026-03-03T10:00:00Z');
let hub: StandInHub;
let events: ShownEvent[];

const verify = (shown: readonly ShownEvent[]) => verifyEvents(hub, memoryOf(), shown, NOW);

beforeEach(async () => {
  hub = new StandInHub();
  events = await hub.append(20);
  await hub.make();
});

describe('Events that are verified', () => {
  it('are in the log as they are shown', async () => {
    const verdict = await verify(events);
    expect(verdict.good).toBe(true);
    expect(verdict.events).toEqual(events.map(({ position }) => ({ position, included: true, differs: [] })));
  });

  it('are found to be wrong when any byte of them was changed', async () => {
    const event = events[12] as ShownEvent;
    const bytes = fromBase64(event.entry);
    for (let at = 0; at < bytes.length; at += 7) {
      const verdict = await verify([{ ...event, entry: base64Of(changed(bytes, at)) }]);
      expect([verdict.good, verdict.events[0]?.included], `byte ${at}`).toEqual([false, false]);
    }
  });

  it.each([
    ['stream', { stream: 'run-4' }], ['version', { version: 2 }], ['name', { name: 'run.ended/2' }], ['at', { at: '1970-01-01T00:00:13.000014Z' }],
    ['actor', { actor: 'user:1' }], ['rule', { rule: null }], ['via', { via: 'node:1' }], ['data.node', { data: { node: 8, attempt: 1, mark: 'event' } }],
    ['data.more', { data: { node: 7, attempt: 1, mark: 'event', more: 1 } }],
  ])('are found to be wrong when %s is shown otherwise', async (field, change) => {
    const verdict = await verify([{ ...(events[12] as ShownEvent), ...change }]);
    expect([verdict.good, verdict.events[0]]).toEqual([false, { position: 13, included: true, differs: [field] }]);
  });

  it('are found to be wrong at another place', async () => {
    expect((await verify([{ ...(events[12] as ShownEvent), position: 12 }])).good).toBe(false);
  });

  it('get a checkpoint made when none covers them yet', async () => {
    const [late] = await hub.append(1);
    const verdict = await verify([late as ShownEvent]);
    expect([verdict.good, verdict.covering.size]).toEqual([true, 21]);
  });

  it('are held against the checkpoint that most stations signed', async () => {
    hub.signing = [11, 12];
    await hub.append(1);
    await hub.make();
    hub.signing = [11];
    await hub.append(1);
    await hub.make();
    hub.signing = [11, 12];
    const verdict = await verify(events.slice(0, 2));
    expect([verdict.covering.size, verdict.covering.stations.length, verdict.log.checkpoint.size]).toEqual([21, 2, 22]);
    expect(verdict.good).toBe(true);
  });

  it('are not held against a checkpoint of another history, whoever signed it', async () => {
    hub.signing = [11, 12];
    const other = hub.leaves;
    hub.leaves = [];
    await hub.append(21, 'another history');
    await hub.make();
    hub.leaves = other;
    await hub.append(2);
    hub.signing = [];
    await hub.make();
    hub.signing = [11, 12];
    expect((await verify(events.slice(0, 2))).covering).toEqual({ size: 22, stations: [] });
  });
});
