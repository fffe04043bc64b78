import type { pki } from 'node-forge';
import { fromBase64, textOf, toBase64 } from './base64';

const KEY_BYTES = 32;
const IV_BYTES = 16;

/** Why a payload stays closed; a key of the texts. */
export type EnvelopeFault = 'shape' | 'key' | 'insecure';

export class EnvelopeError extends Error {
  readonly fault: EnvelopeFault;

  constructor(fault: EnvelopeFault) {
    super(fault);
    this.name = 'EnvelopeError';
    this.fault = fault;
  }
}

/** Browsers have no PKCS#1 v1.5 encryption of their own, which every vantage6 client speaks; it is fetched when it is needed. */
async function forge() {
  return (await import('node-forge')).default;
}

function subtle(): SubtleCrypto {
  // Only where the page came over https, or from this machine.
  if (globalThis.crypto?.subtle === undefined) {
    throw new EnvelopeError('insecure');
  }

  return globalThis.crypto.subtle;
}

/** `base64(K)$base64(IV)$base64(C)`: AES-256-CTR under a key that only the organization's RSA key opens. */
export async function seal(content: Uint8Array<ArrayBuffer>, publicKey: string): Promise<string> {
  const crypto = subtle();
  const rsa = await readPublicKey(publicKey);
  const key = globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealedKey = rsa.encrypt(binary(key), 'RSAES-PKCS1-V1_5');
  return [btoa(sealedKey), toBase64(iv), toBase64(await ctr(crypto, 'encrypt', key, iv, content))].join('$');
}

export async function open(payload: string, key: pki.rsa.PrivateKey): Promise<Uint8Array<ArrayBuffer>> {
  const crypto = subtle();
  const parts = payload.split('$');
  const [sealedKey, iv, content] = parts;
  if (parts.length !== 3 || sealedKey === undefined || iv === undefined || content === undefined) {
    throw new EnvelopeError('shape');
  }

  let contentKey: Uint8Array<ArrayBuffer> | null;
  try {
    contentKey = contentKeyOf(key.decrypt(binary(fromBase64(sealedKey)), 'RSAES-PKCS1-V1_5'));
  } catch {
    contentKey = null;
  }

  if (contentKey === null) {
    throw new EnvelopeError('key');
  }

  try {
    return unwrapped(await ctr(crypto, 'decrypt', contentKey, fromBase64(iv), fromBase64(content)));
  } catch {
    throw new EnvelopeError('shape');
  }
}

/** Raw, or as base64 text: older browser clients did that. */
function contentKeyOf(decrypted: string): Uint8Array<ArrayBuffer> | null {
  const key = decrypted.length === KEY_BYTES ? Uint8Array.from(decrypted, (c) => c.charCodeAt(0)) : fromBase64(decrypted);
  return key.length === KEY_BYTES ? key : null;
}

/** They also encoded the content once more. It is taken for that only when JSON comes of it. */
function unwrapped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = textOf(bytes);
  if (text === null || !/^[A-Za-z0-9+/=\s]+$/.test(text) || isJson(text)) {
    return bytes;
  }

  try {
    const inner = fromBase64(text);
    const decoded = textOf(inner);
    return decoded !== null && isJson(decoded) ? inner : bytes;
  } catch {
    return bytes;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function ctr(
  crypto: SubtleCrypto, operation: 'encrypt' | 'decrypt', key: Uint8Array<ArrayBuffer>, iv: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.importKey('raw', key, 'AES-CTR', false, [operation]);
  return new Uint8Array(await crypto[operation]({ name: 'AES-CTR', counter: iv, length: 128 }, imported, content));
}

/** @param encoded As the hub has it: base64 of PEM. */
export async function readPublicKey(encoded: string): Promise<pki.rsa.PublicKey> {
  const { pki: keys } = await forge();
  try {
    return keys.publicKeyFromPem(textOf(fromBase64(encoded)) ?? '') as pki.rsa.PublicKey;
  } catch {
    throw new EnvelopeError('key');
  }
}

/** PEM without a passphrase, PKCS#1 or PKCS#8. */
export async function readPrivateKey(pem: string): Promise<pki.rsa.PrivateKey> {
  const { pki: keys } = await forge();
  try {
    return keys.privateKeyFromPem(pem) as pki.rsa.PrivateKey;
  } catch {
    throw new EnvelopeError('key');
  }
}

export function isPair(privateKey: pki.rsa.PrivateKey, publicKey: pki.rsa.PublicKey): boolean {
  return privateKey.n.equals(publicKey.n) && privateKey.e.equals(publicKey.e);
}

function binary(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
