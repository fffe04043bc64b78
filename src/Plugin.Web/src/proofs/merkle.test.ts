import { describe, expect, it } from 'vitest';
import { fromHex, hexOf, type Bytes } from './bytes';
import { begins, includes } from './merkle';
import { RootBuilder, subtreesOf } from './rootBuilder';
import { changed, proofVectors, root, vectorLeaves } from './vectors';

const leaf = (index: number): Bytes => vectorLeaves[index] as Bytes;

describe('An inclusion proof', () => {
  it('is good for every leaf of every tree that the hub’s tests know', async () => {
    for (const { index, size, hashes } of proofVectors.inclusion) {
      expect(await includes(leaf(index), index, size, hashes.map(fromHex), root(size)), `${index} of ${size}`).toBe(true);
    }
  });

  it('is bad when any byte of leaf, path or root is changed', async () => {
    const { index, size, hashes } = proofVectors.inclusion.find((proof) => proof.index === 5 && proof.size === 11)!;
    const path = hashes.map(fromHex);
    for (let at = 0; at < 32; at++) {
      expect(await includes(changed(leaf(index), at), index, size, path, root(size))).toBe(false);
      expect(await includes(leaf(index), index, size, path, changed(root(size), at))).toBe(false);
      for (let step = 0; step < path.length; step++) {
        expect(await includes(leaf(index), index, size, path.with(step, changed(path[step] as Bytes, at)), root(size))).toBe(false);
      }
    }
  });

  it('is bad for another place, another size, a shorter and a longer path', async () => {
    const { hashes } = proofVectors.inclusion.find((proof) => proof.index === 5 && proof.size === 11)!;
    const path = hashes.map(fromHex);
    for (let index = 0; index <= 11; index++) {
      expect(await includes(leaf(5), index, 11, path, root(11))).toBe(index === 5);
    }

    expect(await includes(leaf(5), 5, 12, path, root(12))).toBe(false);
    expect(await includes(leaf(5), 5, 11, path.slice(1), root(11))).toBe(false);
    expect(await includes(leaf(5), 5, 11, [...path, root(1)], root(11))).toBe(false);
    expect(await includes(leaf(5), -1, 11, path, root(11))).toBe(false);
    // The right hash too early is no proof: these are nodes of a larger tree that are passed off as its root.
    expect(await includes(leaf(0), 0, 2, [], leaf(0))).toBe(false);
    expect(await includes(leaf(5), 5, 22, path, root(11))).toBe(false);
  });
});

describe('A consistency proof', () => {
  it('is good for every pair of trees that the hub’s tests know', async () => {
    for (const { from, to, hashes } of proofVectors.consistency) {
      expect(await begins(from, root(from), to, root(to), hashes.map(fromHex)), `${from} to ${to}`).toBe(true);
    }
  });

  it('is bad when any byte of either root or of the proof is changed', async () => {
    for (const [from, to] of [[6, 11], [8, 11]] as const) {
      const proof = proofVectors.consistency.find((pair) => pair.from === from && pair.to === to)!.hashes.map(fromHex);
      for (let at = 0; at < 32; at++) {
        expect(await begins(from, changed(root(from), at), to, root(to), proof)).toBe(false);
        expect(await begins(from, root(from), to, changed(root(to), at), proof)).toBe(false);
        for (let step = 0; step < proof.length; step++) {
          expect(await begins(from, root(from), to, root(to), proof.with(step, changed(proof[step] as Bytes, at)))).toBe(false);
        }
      }
    }
  });

  it('is bad between two histories of one size, and backwards', async () => {
    expect(await begins(5, changed(root(5), 0), 5, root(5), [])).toBe(false);
    expect(await begins(6, root(6), 5, root(5), [])).toBe(false);
    expect(await begins(5, root(5), 6, root(6), [])).toBe(false);
    expect(await begins(0, root(3), 6, root(6), [])).toBe(false);
    expect(await begins(4, root(4), 6, root(4), [])).toBe(false);
  });
});

describe('A root that is built', () => {
  it('is that of the tree, whatever parts the leaves come in', async () => {
    for (let size = 0; size <= vectorLeaves.length; size++) {
      for (let first = 0; first <= size; first++) {
        const half = new RootBuilder();
        await half.add(await subtreesOf(vectorLeaves.slice(0, first)));
        const whole = new RootBuilder(half.size, half.state);
        await whole.add(await subtreesOf(vectorLeaves.slice(first, size), first));
        expect(hexOf(await whole.root())).toBe(proofVectors.roots[size]);
      }
    }
  });
});
