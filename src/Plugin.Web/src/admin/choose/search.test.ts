import { expect, test } from 'vitest';
import { containedIn, containing, joined, personName } from './search';

test('what is typed is looked for as it stands, wildcards of the database included', () => {
  expect(containing('50%_a\\')).toBe('%50\\%\\_a\\\\%');
});

test('a person whom two of their names find is there once', () => {
  const [ann, bob] = [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }];
  expect(joined([{ choices: [ann], more: false }, { choices: [bob, ann], more: true }])).toEqual({ choices: [ann, bob], more: true });
});

test('a person without a full name goes by the user name', () => {
  expect(personName({ id: 1, username: 'ann', firstname: null, lastname: '' }).name).toBe('ann');
  expect(personName({ id: 1, username: 'ann', firstname: 'Ann', lastname: 'Lee' }).name).toBe('Ann Lee (ann)');
});

test('a role whose name is the page\'s own is found by that name', () => {
  const [researcher, viewer] = [{ id: 5, name: 'Onderzoeker' }, { id: 4, name: 'Lezer' }];
  expect(containedIn({ choices: [viewer, researcher], more: true }, 'onder')).toEqual({ choices: [researcher], more: false });
});
