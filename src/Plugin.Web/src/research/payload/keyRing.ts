import type { pki } from 'node-forge';
import { useSyncExternalStore } from 'react';
import { onSession, currentSession } from '../../api/session';
import { EnvelopeError, isPair, readPrivateKey, readPublicKey } from './envelope';

/** Private keys of this tab, by organization. They live in this variable only: never stored, never sent, gone with the page and the session. */
let held: ReadonlyMap<number, pki.rsa.PrivateKey> = new Map();
const listeners = new Set<() => void>();

function become(next: ReadonlyMap<number, pki.rsa.PrivateKey>): void {
  held = next;
  listeners.forEach((listener) => listener());
}

onSession(() => {
  if (currentSession().state === 'out' && held.size > 0) {
    become(new Map());
  }
});

export function usePrivateKey(organization: number): pki.rsa.PrivateKey | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held.get(organization),
  );
}

/** Takes a key only when it belongs to the organization's public key: a wrong one would open nothing and say nothing. */
export async function acceptKey(organization: number, pem: string, publicKey: string): Promise<void> {
  const key = await readPrivateKey(pem);
  if (!isPair(key, await readPublicKey(publicKey))) {
    throw new EnvelopeError('key');
  }

  become(new Map(held).set(organization, key));
}

export function forgetKey(organization: number): void {
  become(new Map([...held].filter(([id]) => id !== organization)));
}
