import { beforeEach, describe, expect, it } from 'vitest';
import { look, type LookedAt } from './look';
import { memoryOf, type Memory } from './memory';
import { StandInHub } from './standIn';

const NOW = new Date('2026-03-03T10:00:00Z');
let hub: StandInHub;
let memory: Memory;

const lookNow = async (): Promise<LookedAt> => look(hub, memory, await hub.make(), NOW);

beforeEach(async () => {
  hub = new StandInHub();
  memory = memoryOf();
  await hub.append(6);
});

describe('A first look at a log', () => {
  it('trusts the key that it finds, and says so', async () => {
    const seen = await lookNow();
    expect([seen.good, seen.signed, seen.key.trust, seen.past.kind]).toEqual([true, true, 'first', 'first']);
    expect(memory.read(hub.hub)).toMatchObject({ size: 6, generation: 1, at: NOW.toISOString() });
  });

  it('remembers nothing that is not signed', async () => {
    const note = (await hub.make()).replace('\n6\n', '\n5\n');
    expect(await look(hub, memory, note, NOW)).toMatchObject({ good: false, signed: false });
    expect(memory.read(hub.hub)).toBeNull();
  });
});

describe('A later look at a log', () => {
  beforeEach(lookNow);

  it('finds that it goes on', async () => {
    await hub.append(5);
    expect(await lookNow()).toMatchObject({ good: true, key: { trust: 'known' }, past: { kind: 'continues', from: 6 } });
    expect(memory.read(hub.hub)?.size).toBe(11);
  });

  it('finds that it stood still', async () => {
    expect(await lookNow()).toMatchObject({ good: true, past: { kind: 'continues', from: 6 } });
  });

  it('finds a fork, and does not believe it the next time either', async () => {
    hub.leaves = [];
    await hub.append(9, 'another history');
    expect(await lookNow()).toMatchObject({ good: false, signed: true, past: { kind: 'fork', from: 6 } });
    expect(await lookNow()).toMatchObject({ good: false, past: { kind: 'fork', from: 6 } });
  });

  it('finds a fork of the same size', async () => {
    hub.leaves = [];
    await hub.append(6, 'another history');
    expect(await lookNow()).toMatchObject({ good: false, past: { kind: 'fork' } });
  });

  it('finds that events were cut off', async () => {
    hub.leaves = hub.leaves.slice(0, 4);
    expect(await lookNow()).toMatchObject({ good: false, past: { kind: 'shrunk', from: 6 } });
  });

  it('finds another key of the hub', async () => {
    const before = memory.read(hub.hub)?.key;
    hub.changeKey();
    const seen = await lookNow();
    expect([seen.good, seen.signed, seen.key.trust]).toEqual([false, true, 'changed']);
    expect(seen.key.known).not.toBe(seen.key.fingerprint);
    expect(memory.read(hub.hub)?.key).toBe(before);
  });

  it('says what a declared restore took away', async () => {
    hub.leaves = hub.leaves.slice(0, 4);
    hub.generation = 2;
    hub.opened = [{ generation: 2, position: 5, at: '2026-03-03T09:00:00Z', by: 'operator:anna' }];
    await hub.append(7, 'after the restore');
    expect(await lookNow()).toMatchObject({ good: false, past: { kind: 'restored', from: 6, kept: 4, by: 'operator:anna' } });
  });

  it('goes on over a restore that kept all it knew', async () => {
    hub.generation = 2;
    hub.opened = [{ generation: 2, position: 7, at: '2026-03-03T09:00:00Z', by: 'operator:anna' }];
    await hub.append(2);
    expect(await lookNow()).toMatchObject({ good: true, past: { kind: 'continues', from: 6 } });
  });

  it('is not misled by a restore that is only claimed', async () => {
    hub.leaves = [];
    await hub.append(9, 'another history');
    hub.generation = 2;
    hub.opened = [{ generation: 2, position: 8, at: '2026-03-03T09:00:00Z', by: 'operator:anna' }];
    expect(await lookNow()).toMatchObject({ good: false, past: { kind: 'fork' } });
  });
});

describe('The stations under a checkpoint', () => {
  beforeEach(() => {
    hub.signing = [11, 12];
  });

  it('are counted with their keys', async () => {
    const { good, stations } = await lookNow();
    expect([good, stations.map(({ node, outcome }) => [node, outcome])]).toEqual([true, [[11, 'good'], [12, 'good']]]);
  });

  it('are not counted without a key, with a wrong signature, or with another key than before', async () => {
    await lookNow();
    hub.changeKey(hub.nodeName(11));
    const changed = await lookNow();
    expect(changed.stations.map(({ outcome }) => outcome)).toEqual(['changed', 'good']);

    const note = await hub.make();
    const lines = note.split('\n');
    const swapped = note.replace(lines[5]!.split(' ')[2]!, lines[6]!.split(' ')[2]!);
    expect(await look(hub, memoryOf(), swapped, NOW)).toMatchObject({ good: false, stations: [{ node: 11, outcome: 'bad' }, { outcome: 'good' }] });

    const keyless = Object.assign(Object.create(hub) as StandInHub, { keys: async () => (await hub.keys()).slice(0, 1) });
    expect((await look(keyless, memoryOf(), note, NOW)).stations.map(({ outcome }) => outcome)).toEqual(['keyless', 'keyless']);
  });
});
