import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What a list asks the hub for: its page, order and filters, as the query has them. */
export interface ListQuery {
  readonly page: number;
  readonly per_page: number;
  readonly sort?: string;
  readonly [filter: string]: string | number | undefined;
}

export const pageSizes = [10, 25, 50, 100] as const;

export interface ListDefaults {
  readonly size?: number;
  /** As the API has it: a name, with a minus for descending. */
  readonly sort?: string;
  readonly filters?: readonly string[];
}

/** @param prefix Keeps two lists of one page apart. */
export function readList(query: URLSearchParams, { size = 25, sort, filters = [] }: ListDefaults, prefix = ''): ListQuery {
  const page = Number(query.get(`${prefix}page`));
  const wanted = Number(query.get(`${prefix}per_page`));
  const order = query.get(`${prefix}sort`) ?? sort;
  const found = filters.map((name) => [name, query.get(prefix + name)] as const).filter(([, value]) => value);
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    per_page: (pageSizes as readonly number[]).includes(wanted) ? wanted : size,
    ...(order ? { sort: order } : {}),
    ...Object.fromEntries(found),
  };
}

/** Whatever changes but the page itself leads back to the first page. */
export function writeList(query: URLSearchParams, change: Record<string, string | number | null>, prefix = ''): URLSearchParams {
  const next = new URLSearchParams(query);
  if (!('page' in change)) {
    next.delete(`${prefix}page`);
  }

  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '' || (name === 'page' && value === 1)) {
      next.delete(prefix + name);
    } else {
      next.set(prefix + name, String(value));
    }
  }

  return next;
}

/** A list's state, kept in the address so that it can be shared and gone back to. */
export function useListState(defaults: ListDefaults, prefix = '') {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const names = (defaults.filters ?? []).join(' ');
  const state = useMemo(
    () => readList(new URLSearchParams(text), { ...defaults, filters: names.split(' ').filter((name) => name) }, prefix),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the defaults are written in place; these are what they consist of
    [text, names, defaults.size, defaults.sort, prefix],
  );
  const change = useCallback(
    (what: Record<string, string | number | null>) =>
      setQuery((present) => writeList(present, what, prefix), { replace: !('page' in what), preventScrollReset: true }),
    [setQuery, prefix],
  );
  return [state, change] as const;
}
