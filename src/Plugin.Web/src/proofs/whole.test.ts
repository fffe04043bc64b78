import { beforeEach, describe, expect, it } from 'vitest';
import { concat, fromBase64, hexOf, utf8, type Bytes } from './bytes';
import { encodeEntry } from './entry';
import { hashBundle } from './hashing';
import { hashLeaf } from './merkle';
import { rootOf } from './standIn';
import { changed } from './vectors';
import { readWhole, tilePath, timeLeft, type Prefix, type WholeOutcome } from './whole';

const SIZE = 600;
let entries: Bytes[];
let fetched: number[];

const entry = (i: number, time = i): Bytes => encodeEntry({
  stream: `task-${i}`, version: 1n, name: 'task.killed/1', data: utf8('{}'), metadata: utf8('{}'), microseconds: BigInt(time), salt: new Uint8Array(16),
});

function read(known: Prefix | null = null, stopAt = Infinity, size = SIZE): Promise<WholeOutcome> {
  let done = 0;
  return readWhole(size, known, {
    fetch: (index, width) => {
      fetched.push(index);
      return Promise.resolve(concat(...entries.slice(index * 256, index * 256 + width).flatMap((one) => [Uint8Array.of(one.length >> 8, one.length & 255), one])));
    },
    hash: hashBundle,
    progress: (size) => {
      done = size;
    },
    stopped: () => done >= stopAt,
  });
}

const root = async (size = SIZE): Promise<string> => hexOf(await rootOf(await Promise.all(entries.slice(0, size).map(hashLeaf))));

beforeEach(() => {
  entries = Array.from({ length: SIZE }, (_, i) => entry(i));
  fetched = [];
});

describe('The whole log', () => {
  it('leads to its root, with a last bundle that is not full', async () => {
    const { root: found, prefix, backwards } = await read();
    expect([hexOf(found!), prefix.size, backwards, fetched]).toEqual([await root(), 512, null, [0, 1, 2]]);
  });

  it('leads to another root when any event is changed', async () => {
    const good = await root();
    for (const place of [0, 255, 256, 599]) {
      const kept = entries[place] as Bytes;
      entries[place] = changed(kept, kept.length - 1);
      expect(hexOf((await read()).root!), `event ${place + 1}`).not.toBe(good);
      entries[place] = kept;
    }
  });

  it('goes on from where it was stopped, and reads nothing twice', async () => {
    const first = await read(null, 256);
    expect([first.root, first.prefix.size]).toEqual([null, 256]);
    fetched = [];
    const second = await read(first.prefix);
    expect([hexOf(second.root!), fetched]).toEqual([await root(), [1, 2]]);
    expect(first.prefix.peaks.map(fromBase64)).toHaveLength(1);
  });

  it('begins anew when what it knows is more than there is', async () => {
    const { prefix } = await read();
    const { root: found } = await read(prefix, Infinity, 300);
    expect(hexOf(found!)).toBe(await root(300));
  });

  it('says where log time goes back, between bundles too', async () => {
    entries[256] = entry(256, 3);
    expect((await read()).backwards).toBe(257);
  });

  it('is not whole when a bundle has too few entries', async () => {
    entries = entries.slice(0, 590);
    expect(hexOf((await read()).root!)).toBe('00'.repeat(32));
  });
});

describe('The path of a bundle', () => {
  it.each([[0, 256, '000'], [67, 256, '067'], [1234067, 256, 'x001/x234/067'], [1000, 5, 'x001/000.p/5']])('of number %s with %s entries is spelt one way', (index, width, path) => {
    expect(tilePath(index, width)).toBe(path);
  });
});

describe('How long the rest will take', () => {
  it('is guessed from what it took so far', () => expect(timeLeft(10_000, 1_000, 3_000)).toBe(30_000));

  it('is not said at once', () => expect(timeLeft(100, 256, 1_000_000)).toBeNull());
});
