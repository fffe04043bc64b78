import { readFileSync } from 'node:fs';
import { fromHex, utf8, type Bytes } from './bytes';
import { hashLeaf } from './merkle';

/** The vector files that the hub's own tests read as well. For tests only. */
const tests = new URL('../../../../tests/', import.meta.url);

interface ProofVectors {
  readonly entries: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; hashes: readonly string[] }[];
  readonly consistency: readonly { from: number; to: number; hashes: readonly string[] }[];
  readonly keys: readonly string[];
  readonly note: string;
}

interface EntryVector {
  readonly stream: string;
  readonly version: number;
  readonly name: string;
  readonly data: string;
  readonly metadata: string;
  readonly microseconds: number;
  readonly salt: string;
  readonly entry: string;
  readonly leaf: string;
}

export const proofVectors = JSON.parse(readFileSync(new URL('Plugin.Proofs.Tests/proof-vectors.json', tests), 'utf8')) as ProofVectors;
export const entryVectors = JSON.parse(readFileSync(new URL('Plugin.EventLog.Tests/Entries/entry-vectors.json', tests), 'utf8')) as readonly EntryVector[];

export const vectorHub = '6f1d3c1e-5a0b-4c58-9f0e-2b8f6f9d7a11';
export const vectorLeaves: readonly Bytes[] = await Promise.all(proofVectors.entries.map((entry) => hashLeaf(utf8(entry))));

export function root(size: number): Bytes {
  return fromHex(proofVectors.roots[size] ?? '');
}

/** The bytes with one bit changed. */
export function changed(bytes: Bytes, at: number): Bytes {
  const other = bytes.slice();
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}
