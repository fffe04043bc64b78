import type { Bytes } from './bytes';
import { decodeEntry, entriesIn } from './entry';
import { hashLeaf } from './merkle';
import { subtreesOf, type Subtree } from './rootBuilder';

/** What the page needs to know of a bundle, which begins at a multiple of its full size. Times are log time in microseconds. */
export interface HashedBundle {
  readonly entries: number;
  readonly subtrees: readonly Subtree[];
  readonly first: bigint;
  readonly last: bigint;
  /** The place of the first entry whose time is before that of the one before it; null if there is none. */
  readonly backwards: number | null;
}

export async function hashBundle(bundle: Bytes): Promise<HashedBundle> {
  const entries = entriesIn(bundle);
  const times = entries.map((entry) => decodeEntry(entry).microseconds);
  const backwards = times.findIndex((time, i) => i > 0 && time < (times[i - 1] as bigint));
  return {
    entries: entries.length,
    subtrees: await subtreesOf(await Promise.all(entries.map(hashLeaf))),
    first: times[0] ?? 0n,
    last: times.at(-1) ?? 0n,
    backwards: backwards < 0 ? null : backwards,
  };
}
