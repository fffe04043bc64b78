import { textOf, type Bytes } from './bytes';
import { decodeEntry } from './entry';

/** An event as the page shows it, with the bytes that its proof is about. */
export interface ShownEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly name: string;
  readonly at: string;
  readonly actor: string | null;
  readonly for: string | null;
  readonly via: string | null;
  readonly rule: number | null;
  readonly data: unknown;
  readonly entry: string;
}

// What is sealed in the log and opened for people, by kind of event: the bytes have something else there, and only the hub can say what it means.
const sealed: Readonly<Record<string, readonly string[]>> = {
  user: ['user_name', 'email', 'first_name', 'last_name', 'reason'],
  task: ['name', 'description', 'label', 'parameters'],
  role: ['description'],
  run: ['words', 'reason'],
  log: ['reason'],
};

/** Names of what is shown otherwise than the bytes say; none when all agrees. */
export function differences(event: ShownEvent, bytes: Bytes): string[] {
  const found: string[] = [];
  try {
    const entry = decodeEntry(bytes);
    const metadata = JSON.parse(textOf(entry.metadata)) as Record<string, unknown>;
    const told = {
      stream: entry.stream, version: entry.version, name: entry.name, at: entry.microseconds, actor: metadata['actor'] ?? null,
      for: metadata['for'] ?? null, via: metadata['via'] ?? null, rule: metadata['rule'] ?? null,
    };
    const shown = {
      stream: event.stream, version: BigInt(event.version), name: event.name, at: microseconds(event.at), actor: event.actor,
      for: event.for, via: event.via, rule: event.rule,
    };
    found.push(...(Object.keys(told) as (keyof typeof told)[]).filter((field) => told[field] !== shown[field]));
    // An event of an early version is shown as the present one would have been written.
    if (!formerNames.has(event.name)) {
      compare(event.data, JSON.parse(textOf(entry.data)), event.name, 'data', found);
    }
  } catch {
    found.push('entry');
  }

  return found;
}

const formerNames = new Set(['task.created/1', 'run.ended/1', 'run.released/1', 'run.held/1']);

function compare(shown: unknown, told: unknown, event: string, path: string, found: string[]): void {
  if (isObject(shown) && isObject(told)) {
    for (const field of new Set([...Object.keys(shown), ...Object.keys(told)])) {
      // A text is sealed in the bytes and open, or erased, on the page.
      if (!(isSealed(event, field) && typeof told[field] === 'string' && (typeof shown[field] === 'string' || shown[field] === null))) {
        compare(shown[field] ?? null, told[field] ?? null, event, `${path}.${field}`, found);
      }
    }
  } else if (Array.isArray(shown) && Array.isArray(told) && shown.length === told.length) {
    shown.forEach((item, i) => compare(item, told[i], event, `${path}.${i}`, found));
  } else if (shown !== told) {
    found.push(path);
  }
}

function isSealed(event: string, field: string): boolean {
  return sealed[event.split('.')[0] ?? '']?.includes(field) ?? false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a time on the wire, exactly: a Date has milliseconds only. */
export function microseconds(at: string): bigint {
  const [, moment, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|\+00:00)?$/.exec(at) ?? [];
  return moment === undefined ? -1n : BigInt(Date.parse(`${moment}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
