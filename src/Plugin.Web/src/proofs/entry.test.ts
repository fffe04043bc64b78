import { describe, expect, it } from 'vitest';
import { concat, fromHex, hexOf, textOf, utf8, type Bytes } from './bytes';
import { decodeEntry, encodeEntry, entriesIn } from './entry';
import { hashLeaf } from './merkle';
import { changed, entryVectors } from './vectors';

describe('An entry', () => {
  it('has the bytes and the leaf that the hub’s tests know', async () => {
    expect(entryVectors.length).toBeGreaterThan(3);
    for (const vector of entryVectors) {
      const bytes = fromHex(vector.entry);
      const entry = decodeEntry(bytes);
      expect([entry.stream, entry.name, textOf(entry.data), textOf(entry.metadata), hexOf(entry.salt)])
        .toEqual([vector.stream, vector.name, vector.data, vector.metadata, vector.salt]);
      expect(Number(entry.microseconds)).toBe(vector.microseconds);
      expect(hexOf(encodeEntry(entry))).toBe(vector.entry);
      expect(hexOf(await hashLeaf(bytes))).toBe(vector.leaf);
    }
  });

  it('keeps a version that is larger than a number can be', () => {
    expect(decodeEntry(fromHex(entryVectors[2]!.entry)).version).toBe(9007199254740993n);
  });

  it('has another leaf when any byte is changed', async () => {
    const { entry, leaf } = entryVectors[0]!;
    for (let at = 0; at < entry.length / 2; at++) {
      expect(hexOf(await hashLeaf(changed(fromHex(entry), at)))).not.toBe(leaf);
    }
  });

  it('is refused when it ends early or goes on', () => {
    const bytes = fromHex(entryVectors[0]!.entry);
    expect(() => decodeEntry(bytes.slice(0, -1))).toThrow('ends before');
    expect(() => decodeEntry(concat(bytes, Uint8Array.of(0)))).toThrow('goes on');
    expect(() => decodeEntry(changed(bytes, 0))).toThrow('ends before');
  });
});

describe('A bundle of entries', () => {
  const bundle = (...entries: Bytes[]): Bytes => concat(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));

  it('is taken apart', () => {
    const [first, second] = [utf8('one'), new Uint8Array(300).fill(7)];
    expect(entriesIn(bundle(first, second))).toEqual([first, second]);
    expect(entriesIn(new Uint8Array())).toEqual([]);
  });

  it('is refused when it is cut', () => {
    expect(() => entriesIn(bundle(utf8('one')).slice(0, -1))).toThrow('ends before');
    expect(() => entriesIn(Uint8Array.of(1))).toThrow('ends before');
  });
});
