import type { Translate } from '../texts';

/** What things are called, by stream; null for a name that was erased. */
export type Names = ReadonlyMap<string, string | null>;

export function namesOf(told: readonly { stream: string; name: string | null }[]): Names {
  return new Map(told.map(({ stream, name }) => [stream, name]));
}

const kinds = ['organisation', 'collaboration', 'study', 'algorithm_store', 'role', 'user', 'node', 'task', 'run', 'generation'] as const;
export type ThingKind = (typeof kinds)[number];

/** `user-4` apart; null for a stream that is about none of the things people name. */
export function thingIn(stream: string): { kind: ThingKind; id: string } | null {
  const dash = stream.lastIndexOf('-');
  const kind = stream.slice(0, dash);
  return (kinds as readonly string[]).includes(kind) ? { kind: kind as ThingKind, id: stream.slice(dash + 1) } : null;
}

/** A thing in words: its kind, its name and its number, or that its name was erased. */
export function inWords(t: Translate, stream: string, names: Names): string {
  const thing = thingIn(stream);
  if (thing === null) {
    return stream;
  }

  const name = names.get(stream);
  const { kind, id } = thing;
  // Many a station is called one already.
  if (kind === 'node' && name && /station|node/i.test(name)) {
    return name;
  }

  return name === null ? t(`audit:thing.${kind}.erased`, { id })
    : name ? t(`audit:thing.${kind}.named`, { id, name })
      : t(`audit:thing.${kind}.bare`, { id });
}

/** The stream of someone who acts: `user:4`, `node:7`, `run:33/2`. */
export function streamOf(actor: string): string {
  return actor.split('/')[0]?.replace(':', '-') ?? actor;
}

/** Who acts, in words. */
export function actorInWords(t: Translate, actor: string | null, names: Names): string {
  if (actor === null) {
    return t('audit:actor.unknown');
  }

  const [kind = '', who = ''] = actor.split(':', 2);
  const [run, attempt] = who.split('/');
  switch (kind) {
    case 'user':
    case 'node':
      return inWords(t, streamOf(actor), names);
    case 'run':
      return t('audit:actor.algorithm', { run, attempt: attempt ?? '1' });
    case 'duty':
      return t('audit:actor.duty', { duty: who });
    case 'operator':
      return t('audit:actor.operator', { name: who });
    default:
      return actor;
  }
}
