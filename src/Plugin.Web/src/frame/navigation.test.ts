import { expect, it } from 'vitest';
import { entryOf } from './navigation';

it('A page belongs to the longest entry that its address begins with', () => {
  const entries = ['/', '/tasks', '/tasks/new'];
  expect(entryOf('/tasks/new', entries)).toBe('/tasks/new');
  expect(entryOf('/tasks/7', entries)).toBe('/tasks');
  expect(entryOf('/', entries)).toBe('/');
  expect(entryOf('/account', entries)).toBeUndefined();
});
