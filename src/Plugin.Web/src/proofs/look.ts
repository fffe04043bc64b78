import { base64Of, fromBase64, fromHex } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import type { HubLog } from './hubLog';
import { begins } from './merkle';
import type { Memory, Remembered } from './memory';
import { NoteKey, parseNote, type SignedNote } from './note';
import { nodeKeys, stationsUnder, type NodeKeys, type Station } from './stations';

/** How the log stands to what this browser verified before. */
export type Past =
  | { readonly kind: 'first' }
  | { readonly kind: 'continues'; readonly from: number; readonly at: string }
  /** Two histories: what was verified here is not what the log begins with now. */
  | { readonly kind: 'fork'; readonly from: number; readonly at: string }
  | { readonly kind: 'shrunk'; readonly from: number; readonly at: string }
  /** Restored to the past as the log itself says; what came after `kept` and was verified here is gone. */
  | { readonly kind: 'restored'; readonly from: number; readonly kept: number; readonly by: string; readonly at: string };

export interface LookedAt {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  readonly key: { readonly fingerprint: string; readonly trust: 'first' | 'known' | 'changed'; readonly known: string | null };
  /** The hub's own signature. */
  readonly signed: boolean;
  readonly past: Past;
  readonly stations: readonly Station[];
  /** Nothing that this browser can check speaks against it. */
  readonly good: boolean;
  readonly hubKey: NoteKey;
  readonly keys: NodeKeys;
}

/** Checks a checkpoint of the log against its signatures and against what this browser verified before, and remembers it when all is well. */
export async function look(log: HubLog, memory: Memory, text: string, now: Date): Promise<LookedAt> {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  const { hub } = checkpoint.origin;
  const [first = '', ...others] = await log.keys();
  const hubKey = await NoteKey.parse(first);
  const remembered = memory.read(hub);
  const known = remembered === null ? null : await NoteKey.parse(remembered.key);
  // The generation is in the key's name, and the key outlives it.
  const trust = known === null ? 'first' : base64Of(known.spki) === base64Of(hubKey.spki) ? 'known' : 'changed';
  const signed = await signedBy(hubKey, note, checkpoint);
  const past = await pastOf(log, checkpoint, remembered);
  const keys = await nodeKeys(others, hub);
  const stations = await stationsUnder(note, checkpoint, keys, remembered);
  const good = signed && trust !== 'changed' && (past.kind === 'first' || past.kind === 'continues')
    && stations.every((station) => station.outcome !== 'bad');
  if (good) {
    const nodes = Object.fromEntries([...keys].map(([node, key]) => [String(node), key.text]));
    memory.write(hub, {
      whole: remembered?.whole ?? null,
      key: remembered?.key ?? hubKey.text,
      nodes: { ...nodes, ...remembered?.nodes },
      generation: checkpoint.origin.generation,
      size: checkpoint.size,
      root: base64Of(checkpoint.root),
      at: now.toISOString(),
    });
  }

  const key = { fingerprint: hubKey.fingerprint, trust, known: known?.fingerprint ?? null } as const;
  return { checkpoint, note, key, signed, past, stations, good, hubKey, keys };
}

/** Whether the log's own key signed it, in the name of the checkpoint's origin. */
export async function signedBy(key: NoteKey, { text, signatures }: SignedNote, { origin }: Checkpoint): Promise<boolean> {
  for (const line of signatures) {
    if (line.name === origin.text && (await key.verifies(text, line))) {
      return true;
    }
  }

  return false;
}

async function pastOf(log: HubLog, { origin, size, root }: Checkpoint, remembered: Remembered | null): Promise<Past> {
  if (remembered === null) {
    return { kind: 'first' };
  }

  const { size: from, at } = remembered;
  const later = origin.generation > remembered.generation
    ? (await log.generations()).filter(({ generation }) => generation > remembered.generation)
    : [];
  const cut = later.find(({ position }) => position <= from);
  if (cut) {
    return { kind: 'restored', from, kept: cut.position - 1, by: cut.by, at: cut.at };
  }

  if (size < from || origin.generation < remembered.generation) {
    return { kind: 'shrunk', from, at };
  }

  const proof = size === from ? [] : await log.consistency(from, size);
  const continues = await begins(from, fromBase64(remembered.root), size, root, proof.map(fromHex));
  return { kind: continues ? 'continues' : 'fork', from, at };
}
