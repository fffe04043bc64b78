import { base64Of, concat, FormatError, fromBase64, hexOf, same, utf8, type Bytes } from './bytes';
import { sha256 } from './merkle';

const DASH = '— ';
const KEY_ID = 4;
const ECDSA_P256 = 2;

/** One line under a C2SP signed note. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Bytes;
  readonly signature: Bytes;
}

export interface SignedNote {
  /** What is signed, with the line break at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Throws a FormatError that says what is wrong. */
export function parseNote(note: string): SignedNote {
  // The text may hold empty lines itself; the signatures cannot.
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || split + 2 === note.length) {
    throw new FormatError('A signed note is a text, an empty line, and at least one line with a signature.');
  }

  const text = note.slice(0, split + 1);
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) {
    throw new FormatError('The text of a note has no control characters but line breaks.');
  }

  return { text, signatures: note.slice(split + 2, -1).split('\n').map(signatureOf) };
}

function signatureOf(line: string): NoteSignature {
  const [name, encoded, ...more] = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  if (!name || !encoded || more.length > 0) {
    throw new FormatError(`'${line.slice(0, 60)}' is not a signature line: it has a dash, a name and a signature.`);
  }

  const bytes = fromBase64(encoded);
  if (bytes.length <= KEY_ID) {
    throw new FormatError(`The signature by ${name} is too short.`);
  }

  return { name, keyId: bytes.slice(0, KEY_ID), signature: bytes.slice(KEY_ID) };
}

/** A key that verifies notes: ECDSA over P-256 with SHA-256, the only kind that hub and stations use. */
export class NoteKey {
  readonly name: string;
  /** SubjectPublicKeyInfo. */
  readonly spki: Bytes;
  private readonly id: Bytes;
  private readonly key: CryptoKey;
  /** SHA-256 of the key in groups, to be compared by eye or over the phone. */
  readonly fingerprint: string;

  private constructor(name: string, spki: Bytes, digest: Bytes, key: CryptoKey) {
    this.name = name;
    this.spki = spki;
    this.id = digest.slice(0, KEY_ID);
    this.key = key;
    this.fingerprint = (hexOf(digest).match(/.{4}/g) ?? []).join(' ');
  }

  /** Throws a FormatError that says what is wrong. */
  static async parse(text: string): Promise<NoteKey> {
    const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
    if (name === undefined || id === undefined || encoded === undefined) {
      throw new FormatError('A key is written name+id+base64.');
    }

    const bytes = fromBase64(encoded);
    if (bytes[0] !== ECDSA_P256) {
      throw new FormatError(`Keys of type ${bytes[0] ?? 0} are not supported; only ECDSA (2) is.`);
    }

    const key = await NoteKey.of(name, bytes.slice(1));
    if (hexOf(key.id) !== id) {
      throw new FormatError(`The id ${id} does not belong to the key of ${name}.`);
    }

    return key;
  }

  static async of(name: string, spki: Bytes): Promise<NoteKey> {
    try {
      const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
      return new NoteKey(name, spki, await sha256(spki), key);
    } catch {
      throw new FormatError(`The key of ${name} is not one over P-256.`);
    }
  }

  get text(): string {
    return `${this.name}+${hexOf(this.id)}+${base64Of(concat(Uint8Array.of(ECDSA_P256), this.spki))}`;
  }

  /** Whether this line is a good signature under the text by this key, in whatever name the line gives. */
  async verifies(text: string, { keyId, signature }: NoteSignature): Promise<boolean> {
    const raw = same(keyId, this.id) ? rawOf(signature) : null;
    return raw !== null && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, this.key, raw, utf8(text));
  }
}

/** The two numbers of a DER signature side by side, as Web Crypto wants them; null when it is none. One signature has one spelling. */
export function rawOf(der: Bytes): Bytes | null {
  const raw = new Uint8Array(64);
  let at = 2;
  if (der[0] !== 0x30 || der[1] !== der.length - 2) {
    return null;
  }

  for (const place of [0, 32]) {
    const length = der[at + 1] ?? 0;
    const number = der.slice(at + 2, at + 2 + length);
    const [first = 0x80, second = 0] = number;
    if (der[at] !== 0x02 || number.length !== length || first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) {
      return null;
    }

    const digits = first === 0 ? number.slice(1) : number;
    if (digits.length > 32) {
      return null;
    }

    raw.set(digits, place + 32 - digits.length);
    at += 2 + length;
  }

  return at === der.length ? raw : null;
}
