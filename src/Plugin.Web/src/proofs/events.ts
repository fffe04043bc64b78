import { fromBase64, fromHex } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import type { HubLog } from './hubLog';
import { look, signedBy, type LookedAt } from './look';
import type { Memory } from './memory';
import { begins, hashLeaf, includes } from './merkle';
import { parseNote } from './note';
import { countGood, stationsUnder, type Station } from './stations';
import { differences, type ShownEvent } from './shown';

export interface EventOutcome {
  readonly position: number;
  /** The bytes are at this place of the log. */
  readonly included: boolean;
  /** Where what is shown is not what the bytes say. */
  readonly differs: readonly string[];
}

export interface EventsVerdict {
  readonly log: LookedAt;
  /** The checkpoint that covers all of them and has the most signatures of stations. */
  readonly covering: { readonly size: number; readonly stations: readonly Station[] };
  readonly events: readonly EventOutcome[];
  readonly good: boolean;
}

const AT_ONCE = 6;

/** Checks events: what is shown, that the log holds it, and the log itself. */
export async function verifyEvents(
  log: HubLog, memory: Memory, events: readonly ShownEvent[], now: Date, progress?: (done: number) => void,
): Promise<EventsVerdict> {
  const last = Math.max(...events.map(({ position }) => position));
  let newest = await log.newest();
  if (sizeIn(newest) < last) {
    newest = await log.make();
  }

  const looked = await look(log, memory, newest, now);
  const best = await covering(log, memory, looked, last);
  const outcomes: EventOutcome[] = [];
  for (let from = 0; from < events.length; from += AT_ONCE) {
    outcomes.push(...(await Promise.all(events.slice(from, from + AT_ONCE).map((event) => outcomeOf(log, best.checkpoint, event)))));
    progress?.(outcomes.length);
  }

  return {
    log: looked,
    covering: { size: best.checkpoint.size, stations: best.stations },
    events: outcomes,
    good: looked.good && outcomes.every(({ included, differs }) => included && differs.length === 0),
  };
}

async function outcomeOf(log: HubLog, { size, root }: Checkpoint, event: ShownEvent): Promise<EventOutcome> {
  const { position, entry } = event;
  if (position > size) {
    return { position, included: false, differs: [] };
  }

  const bytes = fromBase64(entry);
  const path = (await log.inclusion(position, size)).map(fromHex);
  return { position, included: await includes(await hashLeaf(bytes), position - 1, size, path, root), differs: differences(event, bytes) };
}

interface Covering {
  readonly checkpoint: Checkpoint;
  readonly stations: readonly Station[];
}

/** Stations sign a little later than the hub, so an older checkpoint may say more. */
async function covering(log: HubLog, memory: Memory, newest: LookedAt, last: number): Promise<Covering> {
  let best: Covering = { checkpoint: newest.checkpoint, stations: newest.stations };
  const remembered = memory.read(newest.checkpoint.origin.hub);
  for (const text of await log.latest()) {
    const note = parseNote(text);
    const checkpoint = parseCheckpoint(note.text);
    if (checkpoint.size < last || checkpoint.size > newest.checkpoint.size || note.signatures.length <= countGood(best.stations) + 1) {
      continue;
    }

    const stations = await stationsUnder(note, checkpoint, newest.keys, remembered);
    if (countGood(stations) > countGood(best.stations) && (await signedBy(newest.hubKey, note, checkpoint)) && (await partOf(log, checkpoint, newest.checkpoint))) {
      best = { checkpoint, stations };
    }
  }

  return best;
}

async function partOf(log: HubLog, { size, root }: Checkpoint, newest: Checkpoint): Promise<boolean> {
  const proof = size === newest.size ? [] : await log.consistency(size, newest.size);
  return begins(size, root, newest.size, newest.root, proof.map(fromHex));
}

function sizeIn(note: string): number {
  return parseCheckpoint(parseNote(note).text).size;
}
