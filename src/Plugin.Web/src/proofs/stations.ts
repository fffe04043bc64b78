import { nodeIn, type Checkpoint } from './checkpoint';
import type { Remembered } from './memory';
import { NoteKey, type SignedNote } from './note';

/** What came of a station's signature under a checkpoint. */
export interface Station {
  readonly node: number;
  /** `changed`: good, but by another key than this browser saw before; `keyless`: the hub shows no key for it. */
  readonly outcome: 'good' | 'bad' | 'changed' | 'keyless';
  readonly fingerprint: string | null;
}

export type NodeKeys = ReadonlyMap<number, NoteKey>;

/** The keys that can be read, by node; others' and unreadable ones are left out, so that their signatures count for nothing. */
export async function nodeKeys(texts: readonly string[], hub: string): Promise<NodeKeys> {
  const keys = new Map<number, NoteKey>();
  for (const text of texts) {
    const key = await NoteKey.parse(text).catch(() => null);
    const node = key && nodeIn(key.name, hub);
    if (key && node !== null) {
      keys.set(node, key);
    }
  }

  return keys;
}

export async function stationsUnder(
  { text, signatures }: SignedNote, { origin }: Checkpoint, keys: NodeKeys, remembered: Remembered | null,
): Promise<Station[]> {
  const stations = new Map<number, Station>();
  for (const line of signatures) {
    const node = nodeIn(line.name, origin.hub);
    if (node === null) {
      continue;
    }

    const key = keys.get(node);
    const seen = remembered?.nodes[node];
    const outcome = key === undefined ? 'keyless'
      : !(await key.verifies(text, line)) ? 'bad'
        : seen !== undefined && seen !== key.text ? 'changed' : 'good';
    stations.set(node, { node, outcome, fingerprint: key?.fingerprint ?? null });
  }

  return [...stations.values()].sort((a, b) => a.node - b.node);
}

export function countGood(stations: readonly Station[]): number {
  return stations.filter((station) => station.outcome === 'good').length;
}
