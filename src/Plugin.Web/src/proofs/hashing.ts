import type { Bytes } from './bytes';
import { decodeEntry, entriesIn } from './entry';
import { hashLeaf } from './merkle';

export interface HashedBundle {
  readonly leaves: readonly Bytes[];
  /** Log time of each, in microseconds. */
  readonly times: readonly bigint[];
}

export async function hashBundle(bundle: Bytes): Promise<HashedBundle> {
  const entries = entriesIn(bundle);
  return { leaves: await Promise.all(entries.map(hashLeaf)), times: entries.map((entry) => decodeEntry(entry).microseconds) };
}
