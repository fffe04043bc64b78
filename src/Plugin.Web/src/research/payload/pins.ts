import { useSyncExternalStore } from 'react';
import { config } from '../../api/config';
import { isObject } from '../results/json';
import { fromBase64 } from './base64';

/** The fingerprints of the public keys that this browser has encrypted for, by organization of this hub: a hub that slips in a key of its own is found out. */
export type Pins = Readonly<Record<string, string>>;

/** `changed`: another key than this browser encrypted for before. */
export type PinState = 'new' | 'known' | 'changed' | 'none';

const listeners = new Set<() => void>();
let pins: Pins | null = null;

const nameOf = () => `plugin.keys.${config.api}`;

function read(): Pins {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf()) ?? '{}');
    return isObject(kept) ? (kept as Pins) : {};
  } catch {
    return {};
  }
}

export function usePins(): Pins {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (pins ??= read()),
  );
}

/** Takes these for the organizations' keys from now on. */
export function pin(fingerprints: Readonly<Record<number, string>>): void {
  pins = { ...read(), ...fingerprints };
  localStorage.setItem(nameOf(), JSON.stringify(pins));
  listeners.forEach((listener) => listener());
}

export function pinState(all: Pins, organization: number, fingerprint: string | null): PinState {
  const known = all[organization];
  return fingerprint === null ? 'none' : known === undefined ? 'new' : known === fingerprint ? 'known' : 'changed';
}

/** SHA-256 of the key's DER form in hex, as `openssl pkey -pubin -outform der | sha256sum` tells it; null where there is no key. */
export async function fingerprintOf(publicKey: string | null): Promise<string | null> {
  if (!publicKey || globalThis.crypto?.subtle === undefined) {
    return null;
  }

  try {
    const pem = new TextDecoder().decode(fromBase64(publicKey));
    const der = fromBase64(pem.replace(/-----(BEGIN|END) [A-Z ]+-----/g, ''));
    return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', der)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  } catch {
    return null;
  }
}
