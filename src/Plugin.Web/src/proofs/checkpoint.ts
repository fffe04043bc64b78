import { base64Of, FormatError, fromBase64, type Bytes } from './bytes';

/** What a log says it is at one size: C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly origin: Origin;
  readonly size: number;
  readonly root: Bytes;
}

/** `plugin/<hub uuid>/<generation>`: a log that was restored to the past goes on as the next generation. */
export interface Origin {
  readonly text: string;
  readonly hub: string;
  readonly generation: number;
}

export function parseOrigin(text: string): Origin {
  const [, hub, generation] = /^plugin\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([1-9][0-9]*)$/.exec(text) ?? [];
  if (hub === undefined || generation === undefined) {
    throw new FormatError(`'${text.slice(0, 80)}' is not the origin of a hub's log.`);
  }

  return { text, hub, generation: Number(generation) };
}

/** Throws a FormatError that says what is wrong. One number has one spelling: a signature covers the text. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  const [origin, size, root] = lines;
  if (origin === undefined || size === undefined || root === undefined || lines.includes('')) {
    throw new FormatError('A checkpoint has an origin, a size and a root, and no empty line.');
  }

  if (!/^(0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new FormatError(`'${size}' is not the size of a log.`);
  }

  const hash = fromBase64(root);
  if (hash.length !== 32 || base64Of(hash) !== root) {
    throw new FormatError(`'${root}' is not a SHA-256 hash in base64.`);
  }

  return { origin: parseOrigin(origin), size: Number(size), root: hash };
}

/** The node whose name is on a signature line of this hub's log; null for another's. */
export function nodeIn(name: string, hub: string): number | null {
  const prefix = `plugin/${hub}/node/`;
  const id = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^[1-9][0-9]*$/.test(id) ? Number(id) : null;
}
