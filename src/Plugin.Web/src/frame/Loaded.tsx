import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from './Loading';
import { Problem } from './Problem';

/** What a query found; until then that it is being fetched, or why it could not be. */
export function Loaded<T>({ query, what, children }: { query: UseQueryResult<T>; what?: string; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isRefetchError && <Problem error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }

  return query.isError ? <Problem error={query.error} retry={() => void query.refetch()} /> : <Loading {...(what === undefined ? {} : { what })} />;
}
