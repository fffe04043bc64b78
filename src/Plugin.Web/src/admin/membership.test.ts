import { expect, it } from 'vitest';
import { keyFile, membershipChange, withoutNode } from './membership';

it('tells who joins and who leaves', () => {
  expect(membershipChange([1, 2, 3], [2, 3, 4])).toEqual({ joining: [4], leaving: [1] });
});

it('finds the members without a node', () => {
  expect(withoutNode([{ id: 1 }, { id: 2 }], [{ organization: { id: 2 } }])).toEqual([{ id: 1 }]);
});

it('writes a block for each key', () => {
  expect(keyFile([{ node: 'A - Trial Node', organization: 'A', key: 'k' }, { node: 'B', organization: 'B', key: 'l' }], 'https://hub')).toBe(
    '# A: A - Trial Node\nhub: https://hub\napi_key: k\n\n# B: B\nhub: https://hub\napi_key: l\n',
  );
});
