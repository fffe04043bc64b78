import { describe, expect, it } from 'vitest';
import { isStrong, rules } from './policy';

describe('A new password', () => {
  it('is strong when it has all that the hub asks for', () => {
    expect(isStrong('Researcher-1!')).toBe(true);
  });

  it.each([['Ab-1', 'length'], ['Abcdefgh-', 'digit'], ['abcdefg-1', 'capital'], ['ABCDEFG-1', 'small'], ['Abcdefgh1', 'special']])('%s lacks its %s', (password, lacks) => {
    expect(rules.filter(({ holds }) => !holds(password)).map(({ key }) => key)).toEqual([lacks]);
  });
});
