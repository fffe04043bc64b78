import { concat, FormatError, textOf, utf8, type Bytes } from './bytes';

const SALT = 16;

/** An event as the log's tree holds it; the format is written down in src/Plugin.EventLog/README.md. */
export interface Entry {
  readonly stream: string;
  readonly version: bigint;
  readonly name: string;
  readonly data: Bytes;
  readonly metadata: Bytes;
  /** Since 1970-01-01T00:00:00Z. */
  readonly microseconds: bigint;
  readonly salt: Bytes;
}

/** The bytes that the leaf is made of. */
export function encodeEntry({ stream, version, name, data, metadata, microseconds, salt }: Entry): Bytes {
  return concat(part(utf8(stream)), number(version), part(utf8(name)), part(data), part(metadata), number(microseconds), salt);
}

/** What the bytes say. Throws for bytes that no event has. */
export function decodeEntry(bytes: Bytes): Entry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Bytes => {
    if (length < 0 || at + length > bytes.length) {
      throw new FormatError('The entry ends before it should.');
    }

    at += length;
    return bytes.slice(at - length, at);
  };
  const read = (): Bytes => {
    take(4);
    return take(view.getInt32(at - 4));
  };
  const count = (): bigint => {
    take(8);
    return view.getBigInt64(at - 8);
  };
  const entry: Entry = {
    stream: text(read()), version: count(), name: text(read()), data: read(), metadata: read(), microseconds: count(), salt: take(SALT),
  };
  if (at !== bytes.length) {
    throw new FormatError('The entry goes on after its end.');
  }

  return entry;
}

/** The entries of a bundle as C2SP tlog-tiles has it: each has its length before it, in two bytes. */
export function entriesIn(bundle: Bytes): Bytes[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Bytes[] = [];
  for (let at = 0; at < bundle.length;) {
    const length = at + 2 <= bundle.length ? view.getUint16(at) : Infinity;
    if (at + 2 + length > bundle.length) {
      throw new FormatError('The bundle of entries ends before it should.');
    }

    entries.push(bundle.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }

  return entries;
}

function text(bytes: Bytes): string {
  try {
    return textOf(bytes);
  } catch {
    throw new FormatError('The entry has a name that is no text.');
  }
}

function part(bytes: Uint8Array): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setInt32(0, bytes.length);
  return concat(length, bytes);
}

function number(value: bigint): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}
