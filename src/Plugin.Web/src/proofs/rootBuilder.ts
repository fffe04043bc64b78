import { hashChildren, sha256 } from './merkle';
import type { Bytes } from './bytes';

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

  /** Adds leaves that come one after the other. Levels are hashed as a whole, since each hash is awaited. */
  async add(leaves: readonly Bytes[]): Promise<void> {
    let rest = leaves;
    while (rest.length > 0) {
      // The largest complete subtree that begins here and is there.
      let width = 1;
      while (width * 2 <= rest.length && this.count % (width * 2) === 0) {
        width *= 2;
      }

      await this.push(await complete(rest.slice(0, width)), width);
      rest = rest.slice(width);
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

  private async push(subtree: Bytes, width: number): Promise<void> {
    let hash = subtree;
    for (let n = this.count / width; n % 2 === 1; n = (n - 1) / 2) {
      hash = await hashChildren(this.peaks.pop() as Bytes, hash);
    }

    this.peaks.push(hash);
    this.count += width;
  }
}

/** The root over as many leaves as a power of two. */
async function complete(leaves: readonly Bytes[]): Promise<Bytes> {
  let level = leaves;
  while (level.length > 1) {
    const pairs = Array.from({ length: level.length / 2 }, (_, i) => hashChildren(level[2 * i] as Bytes, level[2 * i + 1] as Bytes));
    level = await Promise.all(pairs);
  }

  return level[0] as Bytes;
}
