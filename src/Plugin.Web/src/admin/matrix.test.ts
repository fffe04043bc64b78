import { describe, expect, it } from 'vitest';
import { Me } from '../api/me';
import { changes, matrixOf, mayGive, mayGiveAll, originsOf, step } from './matrix';

const rule = (id: number, name: string, operation: string, scope: string) => ({ id, name, operation, scope });

const viewUsersGlobally = rule(42, 'user', 'VIEW', 'GLOBAL');
const viewUsersHere = rule(44, 'user', 'VIEW', 'ORGANIZATION');
const editUsersHere = rule(50, 'user', 'EDIT', 'ORGANIZATION');
const editSelf = rule(51, 'user', 'EDIT', 'OWN');
const createTasks = rule(33, 'task', 'CREATE', 'COLLABORATION');
const all = [createTasks, viewUsersGlobally, viewUsersHere, editSelf, editUsersHere];

function me(...rules: (typeof all)[number][]): Me {
  return new Me({
    id: 4, username: 'a', email: '', firstname: null, lastname: null, organization_id: 1, organization_name: null, collaborations: [], roles: [], rules,
  });
}

describe('the permission matrix', () => {
  it('has a row for each kind of thing and reach, in a fixed order', () => {
    expect(matrixOf(all).map((row) => `${row.resource} ${row.scope}`)).toEqual(['user own', 'user organization', 'user global', 'task collaboration']);
  });

  it('puts each rule under its operation and leaves empty what does not exist', () => {
    expect(matrixOf(all)[1]?.cells).toEqual({ view: 44, edit: 50 });
  });

  it('puts things it has not heard of last', () => {
    expect(matrixOf([rule(99, 'robot', 'VIEW', 'GLOBAL'), createTasks]).map((row) => row.resource)).toEqual(['task', 'robot']);
  });

  it('lets nobody give what they do not hold', () => {
    expect(mayGive(me(viewUsersHere), editUsersHere)).toBe(false);
    expect(mayGive(me(viewUsersHere), viewUsersGlobally)).toBe(false);
  });

  it('lets a wider rule give a narrower one', () => {
    expect(mayGive(me(viewUsersGlobally), viewUsersHere)).toBe(true);
  });

  it('lets a role be given by whoever holds all of it', () => {
    expect(mayGiveAll(me(viewUsersGlobally, editUsersHere), [viewUsersHere, editSelf])).toBe(true);
    expect(mayGiveAll(me(viewUsersGlobally), [viewUsersHere, editSelf])).toBe(false);
  });

  it('says which roles a rule comes from', () => {
    const origins = originsOf([{ name: 'Viewer', rules: [viewUsersHere] }, { name: 'Admin', rules: [viewUsersHere, editUsersHere] }]);
    expect(origins.get(44)).toEqual(['Viewer', 'Admin']);
    expect(origins.get(50)).toEqual(['Admin']);
    expect(origins.get(33)).toBeUndefined();
  });

  it('counts what was given and what was taken', () => {
    expect(changes(new Set([1, 2, 3]), new Set([2, 3, 4, 5]))).toBe(3);
  });
});

describe('the arrow keys', () => {
  const rows = matrixOf(all);

  it('skip cells without a rule', () => {
    expect(step(rows, 1, 0, 'ArrowRight')).toEqual([1, 2]);
    expect(step(rows, 2, 0, 'ArrowUp')).toEqual([1, 0]);
  });

  it('stay where there is nothing further', () => {
    expect(step(rows, 1, 2, 'ArrowRight')).toEqual([1, 2]);
    expect(step(rows, 3, 1, 'ArrowDown')).toEqual([3, 1]);
  });

  it('reach the ends of a row', () => {
    expect(step(rows, 1, 2, 'Home')).toEqual([1, 0]);
    expect(step(rows, 1, 0, 'End')).toEqual([1, 2]);
  });
});
