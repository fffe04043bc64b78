import { describe, expect, it } from 'vitest';
import { base64Of, hexOf } from './bytes';
import { nodeIn, parseCheckpoint } from './checkpoint';
import { NoteKey, parseNote, rawOf } from './note';
import { changed, proofVectors, vectorHub } from './vectors';

const note = parseNote(proofVectors.note);
const keys = await Promise.all(proofVectors.keys.map((key) => NoteKey.parse(key)));

describe('A signed checkpoint', () => {
  it('says the size and root that the hub’s tests know', () => {
    const { origin, size, root } = parseCheckpoint(note.text);
    expect([origin.hub, origin.generation, size, hexOf(root)]).toEqual([vectorHub, 1, 12, proofVectors.roots[12]]);
  });

  it('is signed by the hub and by two stations, each with its own key', async () => {
    expect(note.signatures.map((line) => nodeIn(line.name, vectorHub))).toEqual([null, 11, 12]);
    for (const [i, key] of keys.entries()) {
      expect(await Promise.all(note.signatures.map((line) => key.verifies(note.text, line)))).toEqual([0, 1, 2].map((j) => i === j));
    }
  });

  it('is not signed when any byte of the signature or a character of the text is changed', async () => {
    const [key, line] = [keys[0]!, note.signatures[0]!];
    for (let at = 0; at < line.signature.length; at++) {
      expect(await key.verifies(note.text, { ...line, signature: changed(line.signature, at) }), `byte ${at}`).toBe(false);
    }

    expect(await key.verifies(note.text.replace('12\n', '13\n'), line)).toBe(false);
    expect(await key.verifies(note.text, { ...line, keyId: changed(line.keyId, 0) })).toBe(false);
  });

  it.each([
    ['no signature', note.text],
    ['no empty line', proofVectors.note.replace('\n\n', '\n')],
    ['no dash', proofVectors.note.replace('— ', '- ')],
    ['another end', proofVectors.note.trimEnd()],
    ['a control character', proofVectors.note.replace('\n12', '\t12')],
  ])('is refused with %s', (_, text) => {
    expect(() => parseNote(text)).toThrow();
  });

  it.each(['012', '-1', '1e3', '9007199254740993', ''])('is refused with the size "%s"', (size) => {
    expect(() => parseCheckpoint(note.text.replace('\n12\n', `\n${size}\n`))).toThrow();
  });
});

describe('A key', () => {
  it('is written as it was read, and has a fingerprint', () => {
    expect(keys.map((key) => key.text)).toEqual(proofVectors.keys);
    expect(keys[0]!.fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
  });

  it('is refused when its id belongs to another', async () => {
    const [name, , encoded] = proofVectors.keys[0]!.split('+', 3);
    await expect(NoteKey.parse(`${name}+00000000+${encoded}`)).rejects.toThrow();
  });

  it('is refused when it is of another kind', async () => {
    await expect(NoteKey.parse(`name+00000000+${base64Of(new Uint8Array(33).fill(1))}`)).rejects.toThrow('type 1');
  });
});

describe('A signature in DER', () => {
  const number = (...bytes: number[]): number[] => [2, bytes.length, ...bytes];
  const sequence = (...parts: number[][]): Uint8Array<ArrayBuffer> => Uint8Array.from([0x30, parts.flat().length, ...parts.flat()]);

  it('becomes two numbers of 32 bytes', () => {
    const raw = rawOf(sequence(number(0, 0x80), number(5)))!;
    expect([raw.length, raw[31], raw[63], raw.filter((byte) => byte !== 0).length]).toEqual([64, 0x80, 5, 2]);
  });

  it.each([
    ['a negative number', sequence(number(0x80), number(5))],
    ['a zero too many', sequence(number(0, 5), number(5))],
    ['a number too long', sequence(number(...new Array<number>(33).fill(1)), number(5))],
    ['something behind', Uint8Array.from([...sequence(number(5), number(5)), 0])],
    ['one number', sequence(number(5))],
  ])('is refused with %s', (_, der) => {
    expect(rawOf(der)).toBeNull();
  });
});
