import { base64Of, fromBase64, type Bytes } from './bytes';
import type { HashedBundle } from './hashing';
import { RootBuilder } from './rootBuilder';

/** Entries of one bundle. */
export const BUNDLE = 256;

/** A prefix of the log of which every event was read and hashed here. */
export interface Prefix {
  readonly size: number;
  readonly peaks: readonly string[];
}

export interface WholeOutcome {
  readonly prefix: Prefix;
  /** Null when it was stopped before the end. */
  readonly root: Bytes | null;
  /** The first event whose log time is before that of the one before it. */
  readonly backwards: number | null;
}

export interface Reading {
  /** The bytes of a bundle's first so many entries. */
  readonly fetch: (index: number, width: number) => Promise<Bytes>;
  readonly hash: (bundle: Bytes) => Promise<HashedBundle>;
  readonly progress: (size: number) => void;
  readonly stopped: () => boolean;
}

const AHEAD = 4;
/** Before that long nobody can tell how long the rest will take. */
const FIRST_GUESS_MS = 3_000;

/** How long the rest may take, by how long it has taken so far; null while that is too early to say. */
export function timeLeft(elapsedMs: number, done: number, rest: number): number | null {
  return elapsedMs < FIRST_GUESS_MS || done <= 0 ? null : (elapsedMs / done) * rest;
}

/** Reads the log from a prefix up to a size and hashes it into a root. It fetches ahead while what has come is hashed. */
export async function readWhole(size: number, known: Prefix | null, { fetch, hash, progress, stopped }: Reading): Promise<WholeOutcome> {
  // A prefix always ends with a whole bundle, so that the next one begins a bundle.
  const from = known !== null && known.size <= size && known.size % BUNDLE === 0 ? known : { size: 0, peaks: [] };
  const builder = new RootBuilder(from.size, from.peaks.map(fromBase64));
  let prefix: Prefix = from;
  let backwards: number | null = null;
  let last: bigint | null = null;
  const widthOf = (index: number): number => Math.min(BUNDLE, size - index * BUNDLE);
  const end = Math.ceil(size / BUNDLE);
  const coming: Promise<HashedBundle>[] = [];
  let next = from.size / BUNDLE;
  for (let index = next; index < end; index++) {
    for (; next < Math.min(end, index + AHEAD); next++) {
      const bundle = fetch(next, widthOf(next)).then(hash);
      // What is awaited later may fail before that.
      bundle.catch(() => {});
      coming.push(bundle);
    }

    const hashed = await (coming.shift() as Promise<HashedBundle>);
    if (hashed.entries !== widthOf(index)) {
      return { prefix, root: new Uint8Array(32), backwards };
    }

    const place = last !== null && hashed.first < last ? 0 : hashed.backwards;
    backwards ??= place === null ? null : builder.size + place + 1;
    last = hashed.last;
    await builder.add(hashed.subtrees);
    if (builder.size % BUNDLE === 0) {
      prefix = { size: builder.size, peaks: builder.state.map(base64Of) };
    }

    progress(builder.size);
    if (stopped() && index + 1 < end) {
      return { prefix, root: null, backwards };
    }
  }

  return { prefix, root: await builder.root(), backwards };
}

/** The path of a bundle or tile as C2SP tlog-tiles spells it: `x001/x234/067`, with `.p/5` for its first five. */
export function tilePath(index: number, width: number): string {
  const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return width < BUNDLE ? `${path}.p/${width}` : path;
}
