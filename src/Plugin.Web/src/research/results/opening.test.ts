import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../payload/base64';
import { readPrivateKey } from '../payload/envelope';
import vectors from '../payload/vectors.json';
import { openContent } from './opening';

const part = (text: string, whole = true) => ({ text, size: text.length, whole, salt: null });
const of = (content: string) => part(toBase64(utf8(content)));

describe('What a run gave', () => {
  it('is JSON, text, bytes or nothing', async () => {
    expect(await openContent(of('{"a": NaN}'), false, undefined)).toEqual({ state: 'json', value: { a: null }, text: '{"a": NaN}' });
    expect(await openContent(of('<b>no markup</b>'), false, undefined)).toEqual({ state: 'text', text: '<b>no markup</b>' });
    expect(await openContent(part(toBase64(Uint8Array.of(0xff, 0))), false, undefined)).toEqual({ state: 'bytes', size: 2 });
    expect(await openContent(part(''), false, undefined)).toEqual({ state: 'text', text: '' });
    expect(await openContent(part('%%%'), false, undefined)).toEqual({ state: 'failed', fault: 'shape' });
  });

  it('is taken apart where it is JSON within a text', async () => {
    const frame = '{"age": {"0": 61}}';
    expect(await openContent(of(JSON.stringify(frame)), false, undefined)).toMatchObject({ value: { age: { 0: 61 } } });
    expect(await openContent(of(JSON.stringify({ frame, note: '[no JSON', deep: { frame } })), false, undefined))
      .toMatchObject({ value: { frame: { age: { 0: 61 } }, note: '[no JSON', deep: { frame } } });
  });

  it('is shown in part when it is large', async () =>
    expect(await openContent({ ...part(`${toBase64(utf8('[1, 2, 3]'))}AAA`, false), size: 9_999_999 }, false, undefined)).toMatchObject({ state: 'part', text: '[1, 2, 3]', size: 9_999_999 }));

  it('stays closed without the key, and says when the key is another\'s', async () => {
    const [sealed] = vectors.sealed;
    expect(await openContent(part(sealed!.payload), true, undefined)).toEqual({ state: 'sealed' });
    expect(await openContent(part(sealed!.payload), true, await readPrivateKey(vectors.other_private_key))).toEqual({ state: 'failed', fault: 'key' });
    expect(await openContent(part(sealed!.payload), true, await readPrivateKey(vectors.private_key))).toMatchObject({ state: 'json', value: { method: 'summary' } });
  });
});
