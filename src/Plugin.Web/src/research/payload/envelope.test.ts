import { describe, expect, it } from 'vitest';
import { fromBase64, textOf, toBase64, utf8 } from './base64';
import { type EnvelopeError, isPair, open, readPrivateKey, readPublicKey, seal } from './envelope';
import vectors from './vectors.json';

describe('Base64', () => {
  it('keeps every character and every byte', () => {
    const text = 'Größe ≤ 20 mm, 名前, 🩺';
    expect(textOf(fromBase64(toBase64(utf8(text))))).toBe(text);
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    expect(textOf(Uint8Array.of(0xff, 0xfe))).toBeNull();
  });
});

describe('The envelope of a payload', () => {
  it.each(vectors.sealed)('of our C# code is opened here: $name', async ({ payload, plain }) => {
    const key = await readPrivateKey(vectors.private_key);

    expect(toBase64(await open(payload, key))).toBe(plain);
  });

  it('made here is opened again, and looks like one of the contract', async () => {
    const content = utf8('{"method": "größe", "kwargs": {}}');

    const payload = await seal(content, vectors.public_key);

    expect(payload.split('$').map((part) => fromBase64(part).length)).toEqual([256, 16, content.length]);
    expect(await open(payload, await readPrivateKey(vectors.private_key))).toEqual(content);
  });

  it('says what is wrong with it', async () => {
    const key = await readPrivateKey(vectors.private_key);
    const other = await readPrivateKey(vectors.other_private_key);
    const fault = (opening: Promise<unknown>) => opening.then(() => null, (error: unknown) => (error as EnvelopeError).fault);

    expect(await fault(open('e30=', key))).toBe('shape');
    expect(await fault(open(vectors.sealed[0]!.payload, other))).toBe('key');
    expect(await fault(readPrivateKey('no key'))).toBe('key');
  });

  it('knows whose key a key is', async () => {
    const publicKey = await readPublicKey(vectors.public_key);

    expect(isPair(await readPrivateKey(vectors.private_key), publicKey)).toBe(true);
    expect(isPair(await readPrivateKey(vectors.private_key_pkcs8), publicKey)).toBe(true);
    expect(isPair(await readPrivateKey(vectors.other_private_key), publicKey)).toBe(false);
  });
});
