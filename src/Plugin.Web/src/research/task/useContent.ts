import { useQuery } from '@tanstack/react-query';
import { fetchPart, type Kind } from '../results/content';
import { openContent, type Opened } from '../results/opening';
import { usePrivateKey } from '../payload/keyRing';

// What a run was given and gave does not change any more.
const FOREVER = { staleTime: Infinity, retry: false } as const;

/** A content of a run, opened as far as this tab can. Fetched once; opened again when a key comes. */
export function useContent(run: number | null, kind: Kind, encrypted: boolean, organization: number) {
  const key = usePrivateKey(organization);
  const part = useQuery({ ...FOREVER, queryKey: ['content', run, kind], enabled: run !== null, queryFn: ({ signal }) => fetchPart(run!, kind, signal) });
  return {
    part,
    opened: useQuery<Opened>({
      ...FOREVER, gcTime: 0, queryKey: ['content', run, kind, 'opened', key === undefined ? 'closed' : 'open'], enabled: part.data !== undefined,
      queryFn: () => openContent(part.data!, encrypted, key),
    }),
  };
}
