import { fromBase64, textOf } from '../../proofs/bytes';
import { decodeEntry } from '../../proofs/entry';
import { isObject } from '../results/json';
import type { LoggedEvent } from '../task/record';

/** What the log's own bytes say of an organization's public key. */
export interface RecordedKey {
  /** As the hub shows it; empty when it was taken away. */
  readonly key: string;
  readonly at: Date;
  readonly by: string | null;
}

const names = ['organisation.created/1', 'organisation.changed/1'];

/** The key that the last of these events sets, read from the bytes whose place in the log is proved; null when none sets one of this organization. */
export function recordedKey(organization: number, events: readonly LoggedEvent[]): RecordedKey | null {
  let last: (RecordedKey & { readonly version: bigint }) | null = null;
  for (const { entry } of events) {
    const { stream, version, name, data, metadata, microseconds } = decodeEntry(fromBase64(entry ?? ''));
    const [told, about]: unknown[] = [JSON.parse(textOf(data)), JSON.parse(textOf(metadata))];
    if (stream === `organisation-${organization}` && names.includes(name) && isObject(told) && typeof told['public_key'] === 'string' && (last === null || version > last.version)) {
      const actor = isObject(about) ? about['actor'] : null;
      last = { key: told['public_key'], at: new Date(Number(microseconds / 1000n)), by: typeof actor === 'string' ? actor : null, version };
    }
  }

  return last && { key: last.key, at: last.at, by: last.by };
}
