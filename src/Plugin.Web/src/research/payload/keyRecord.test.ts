import { describe, expect, it } from 'vitest';
import { base64Of, utf8 } from '../../proofs/bytes';
import { encodeEntry } from '../../proofs/entry';
import type { LoggedEvent } from '../task/record';
import { recordedKey } from './keyRecord';

function logged(stream: string, version: number, name: string, data: unknown): LoggedEvent {
  const entry = encodeEntry({
    stream, version: BigInt(version), name, data: utf8(JSON.stringify(data)), metadata: utf8('{"actor":"node:3"}'), microseconds: BigInt(version) * 1_000_000n, salt: new Uint8Array(16),
  });
  return { entry: base64Of(entry) } as LoggedEvent;
}

describe('The public key on record', () => {
  it('is the last that its organization set, whatever the order that the hub tells', () => {
    const events = [logged('organisation-1', 7, 'organisation.changed/1', { public_key: 'new' }), logged('organisation-1', 1, 'organisation.created/1', { public_key: 'old' }), logged('organisation-1', 9, 'organisation.changed/1', { name: 'North' })];
    expect(recordedKey(1, events)).toEqual({ key: 'new', at: new Date(7000), by: 'node:3' });
  });

  it('is not another organization\'s, nor anything else with such a field', () =>
    expect(recordedKey(1, [logged('organisation-2', 1, 'organisation.created/1', { public_key: 'x' }), logged('organisation-1', 2, 'node.key_registered/1', { public_key: 'x' })])).toBeNull());
});
