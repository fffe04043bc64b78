import { concat, same, type Bytes } from './bytes';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export function hashLeaf(entry: Uint8Array): Promise<Bytes> {
  return sha256(concat(LEAF, entry));
}

export function hashChildren(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(concat(NODE, left, right));
}

const half = (n: number): number => Math.floor(n / 2);
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** Whether the leaf is at this index in the tree of this size and root: RFC 9162, section 2.1.3.2. */
export async function includes(leaf: Bytes, index: number, size: number, path: readonly Bytes[], root: Bytes): Promise<boolean> {
  if (!isSize(index) || !isSize(size) || index >= size) {
    return false;
  }

  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) {
      return false;
    }

    if (node % 2 === 1 || node === last) {
      hash = await hashChildren(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = await hashChildren(hash, sibling);
    }

    node = half(node);
    last = half(last);
  }

  return last === 0 && same(hash, root);
}

/** Whether the larger tree begins with the smaller one: RFC 9162, section 2.1.4.2. Every tree begins with the empty one. */
export async function begins(oldSize: number, oldRoot: Bytes, size: number, root: Bytes, proof: readonly Bytes[]): Promise<boolean> {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) {
    return false;
  }

  if (oldSize === 0 || oldSize === size) {
    return proof.length === 0 && same(oldRoot, oldSize === 0 ? await sha256(new Uint8Array()) : root);
  }

  // A complete old tree is a node of the new one, so the proof does not repeat its root.
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const first = path[0];
  if (first === undefined) {
    return false;
  }

  let node = oldSize - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }

  let oldHash = first;
  let hash = first;
  for (const sibling of path.slice(1)) {
    if (last === 0) {
      return false;
    }

    if (node % 2 === 1 || node === last) {
      oldHash = await hashChildren(sibling, oldHash);
      hash = await hashChildren(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = await hashChildren(hash, sibling);
    }

    node = half(node);
    last = half(last);
  }

  return last === 0 && same(oldHash, oldRoot) && same(hash, root);
}

function isPowerOfTwo(n: number): boolean {
  while (n > 1 && n % 2 === 0) {
    n = half(n);
  }

  return n === 1;
}
