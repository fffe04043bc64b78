import { describe, expect, it } from 'vitest';
import { Me } from './me';

const me = (...rules: [string, string, string][]) =>
  new Me({
    id: 4, username: 'alice', email: 'a@north.example', firstname: 'Alice', lastname: null, organization_id: 2, organization_name: 'North',
    collaborations: [], roles: [], rules: rules.map(([name, operation, scope], i) => ({ id: i + 1, name, operation, scope })),
  });

describe('Whoever is signed in', () => {
  it('may what the widest of their rules reaches', () => {
    const user = me(['task', 'VIEW', 'OWN'], ['task', 'VIEW', 'COLLABORATION']);
    expect(user.may('task', 'view')).toBe(true);
    expect(user.may('task', 'view', 'collaboration')).toBe(true);
    expect(user.may('task', 'view', 'global')).toBe(false);
    expect(user.may('task', 'create')).toBe(false);
  });

  it('is called by their name', () => {
    expect(me().name).toBe('Alice');
  });
});
