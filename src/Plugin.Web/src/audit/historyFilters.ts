import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const filterNames = ['person', 'organization', 'node', 'collaboration', 'task', 'run', 'image', 'database', 'kind', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];
export type HistoryFilter = Readonly<Partial<Record<FilterName, string>>>;

const numbers: readonly FilterName[] = ['person', 'organization', 'node', 'collaboration', 'task', 'run'];

/** What the address asks for; what no filter can be is left out. */
export function readFilter(query: URLSearchParams): HistoryFilter {
  return Object.fromEntries(filterNames.flatMap((name) => {
    const value = query.get(name) ?? '';
    return value === '' || (numbers.includes(name) && !/^[1-9][0-9]{0,8}$/.test(value)) ? [] : [[name, value]];
  }));
}

export interface HistoryQuery {
  readonly person?: number;
  readonly organization?: number;
  readonly node?: number;
  readonly collaboration?: number;
  readonly task?: number;
  readonly run?: number;
  readonly image?: string;
  readonly database?: string;
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
}

/** As the API takes it: ids as numbers, and times of the viewer's zone in UTC. */
export function queryOf(filter: HistoryFilter): HistoryQuery {
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [
    name, numbers.includes(name as FilterName) ? Number(value) : name === 'from' || name === 'to' ? utcOf(value, name === 'to') : value,
  ]));
}

/** A moment of the viewer's zone, as `datetime-local` has it, in UTC; a position of the log stays one. The last minute is whole. */
export function utcOf(local: string, last = false): string {
  if (/^\d+$/.test(local)) {
    return local;
  }

  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? local : new Date(moment.getTime() + (last && local.length === 16 ? 59_999 : 0)).toISOString();
}

export function useHistoryFilter(): readonly [HistoryFilter, (change: Partial<Record<FilterName, string | null>>) => void] {
  const [query, setQuery] = useSearchParams();
  const filter = useMemo(() => readFilter(query), [query]);
  const change = useCallback((what: Partial<Record<FilterName, string | null>>) => setQuery((present) => {
    const next = new URLSearchParams(present);
    for (const [name, value] of Object.entries(what)) {
      if (value) {
        next.set(name, value);
      } else {
        next.delete(name);
      }
    }

    return next;
  }, { preventScrollReset: true }), [setQuery]);
  return [filter, change];
}
