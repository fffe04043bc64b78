import type { Me, Operation, Resource, Scope } from '../api/me';

export interface MatrixRule {
  readonly id: number;
  readonly name: string;
  readonly operation: string;
  readonly scope: string;
}

export const operations = ['view', 'create', 'edit', 'delete', 'send', 'receive'] as const satisfies readonly Operation[];

const resources: readonly Resource[] = [
  'user', 'role', 'organization', 'collaboration', 'study', 'node', 'task', 'run', 'event', 'port', 'algorithm_store',
];

const scopes: readonly Scope[] = ['own', 'organization', 'collaboration', 'global'];

/** A kind of thing within a reach, and the rule for each operation that there is one for. */
export interface MatrixRow {
  readonly resource: Resource;
  readonly scope: Scope;
  readonly cells: Readonly<Partial<Record<Operation, number>>>;
}

export function matrixOf(rules: readonly MatrixRule[]): MatrixRow[] {
  const rows = new Map<string, { resource: Resource; scope: Scope; cells: Partial<Record<Operation, number>> }>();
  for (const rule of rules) {
    const resource = rule.name.toLowerCase() as Resource;
    const scope = rule.scope.toLowerCase() as Scope;
    const row = rows.get(`${resource} ${scope}`) ?? { resource, scope, cells: {} };
    row.cells[rule.operation.toLowerCase() as Operation] = rule.id;
    rows.set(`${resource} ${scope}`, row);
  }

  return [...rows.values()].sort(
    (one, other) => place(resources, one.resource) - place(resources, other.resource) || place(scopes, one.scope) - place(scopes, other.scope),
  );
}

// What this page has not heard of comes last.
function place(known: readonly string[], word: string): number {
  const index = known.indexOf(word);
  return index < 0 ? known.length : index;
}

/** Whoever gives or takes a rule holds it, at its reach or a wider one. */
export function mayGive(me: Me, rule: MatrixRule): boolean {
  return me.may(rule.name.toLowerCase() as Resource, rule.operation.toLowerCase() as Operation, rule.scope.toLowerCase() as Scope);
}

export function mayGiveAll(me: Me, rules: readonly MatrixRule[]): boolean {
  return rules.every((rule) => mayGive(me, rule));
}

/** Which of some roles each rule comes from. */
export function originsOf(roles: readonly { readonly name: string; readonly rules: readonly MatrixRule[] }[]): Map<number, string[]> {
  const origins = new Map<number, string[]>();
  for (const role of roles) {
    for (const rule of role.rules) {
      origins.set(rule.id, [...(origins.get(rule.id) ?? []), role.name]);
    }
  }

  return origins;
}

/** How many permissions differ. */
export function changes(before: ReadonlySet<number>, after: ReadonlySet<number>): number {
  return [...before].filter((id) => !after.has(id)).length + [...after].filter((id) => !before.has(id)).length;
}

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';

/** Where an arrow key leads from a cell: the next one in its direction that has a rule; the same where there is none. */
export function step(rows: readonly MatrixRow[], row: number, column: number, direction: Direction): readonly [row: number, column: number] {
  const has = (r: number, c: number) => rows[r]?.cells[operations[c]!] !== undefined;
  const along = direction === 'ArrowUp' || direction === 'ArrowDown' ? 'rows' : 'columns';
  const forward = direction === 'ArrowDown' || direction === 'ArrowRight';
  if (direction === 'Home' || direction === 'End') {
    const filled = operations.map((_, c) => c).filter((c) => has(row, c));
    return [row, (direction === 'Home' ? filled[0] : filled.at(-1)) ?? column];
  }

  const last = along === 'rows' ? rows.length - 1 : operations.length - 1;
  for (let at = (along === 'rows' ? row : column) + (forward ? 1 : -1); at >= 0 && at <= last; at += forward ? 1 : -1) {
    const [r, c] = along === 'rows' ? [at, column] : [row, at];
    if (has(r, c)) {
      return [r, c];
    }
  }

  return [row, column];
}
