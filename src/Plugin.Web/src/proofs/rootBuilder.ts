import { hashChildren, sha256 } from './merkle';
import type { Bytes } from './bytes';

/** Leaves that make a tree of their own: a power of two of them, the first at a multiple of that. */
export interface Subtree {
  readonly root: Bytes;
  readonly leaves: number;
}

/** The root of a growing tree: it keeps the roots of the complete subtrees, one for each bit that is set in the size. */
export class RootBuilder {
  private readonly peaks: Bytes[];
  private count: number;

  /** @param peaks Of a tree of this size, to go on from. */
  constructor(size = 0, peaks: readonly Bytes[] = []) {
    this.count = size;
    this.peaks = [...peaks];
  }

  get size(): number {
    return this.count;
  }

  /** What another builder goes on from. */
  get state(): readonly Bytes[] {
    return this.peaks;
  }

  /** Adds what comes next, the larger ones first. */
  async add(subtrees: readonly Subtree[]): Promise<void> {
    for (const { root, leaves } of subtrees) {
      let hash = root;
      for (let n = this.count / leaves; n % 2 === 1; n = (n - 1) / 2) {
        hash = await hashChildren(this.peaks.pop() as Bytes, hash);
      }

      this.peaks.push(hash);
      this.count += leaves;
    }
  }

  async root(): Promise<Bytes> {
    const [last, ...before] = this.peaks.toReversed();
    if (last === undefined) {
      return sha256(new Uint8Array());
    }

    let root = last;
    for (const peak of before) {
      root = await hashChildren(peak, root);
    }

    return root;
  }
}

/** The fewest subtrees over leaves that come one after the other, the first of them at this index. */
export async function subtreesOf(leaves: readonly Bytes[], from = 0): Promise<readonly Subtree[]> {
  const subtrees: Subtree[] = [];
  for (let at = 0; at < leaves.length;) {
    let width = 1;
    while (at + width * 2 <= leaves.length && (from + at) % (width * 2) === 0) {
      width *= 2;
    }

    subtrees.push({ root: await complete(leaves.slice(at, at + width)), leaves: width });
    at += width;
  }

  return subtrees;
}

/** The root over as many leaves as a power of two; levels are hashed as a whole, since each hash is awaited. */
async function complete(leaves: readonly Bytes[]): Promise<Bytes> {
  let level = leaves;
  while (level.length > 1) {
    const pairs = Array.from({ length: level.length / 2 }, (_, i) => hashChildren(level[2 * i] as Bytes, level[2 * i + 1] as Bytes));
    level = await Promise.all(pairs);
  }

  return level[0] as Bytes;
}
