import { base64Of, fromBase64 } from '../proofs/bytes';

/** How a station's key as the log has it stands to the one that this browser saw first. */
export type Pinned = 'unknown' | 'same' | 'other';

/** @param pinned As browsers remember it: name, id and base64 of a type byte and the key. */
export function comparePinned(pinned: string | undefined, key: string): Pinned {
  const [, , , encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(pinned ?? '') ?? [];
  if (encoded === undefined) {
    return 'unknown';
  }

  return base64Of(fromBase64(encoded).slice(1)) === key ? 'same' : 'other';
}

/** In groups, to be compared by eye or over the phone. */
export function grouped(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(' ');
}
