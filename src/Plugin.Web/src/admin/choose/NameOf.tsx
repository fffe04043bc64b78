import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../api/refusal';
import { nameOf, search, type Kind } from './search';

const KEPT_MS = 60_000;

/** Those at the front of the list come in one answer, which does for most hubs; others are asked for one by one. */
export function useNameOf(kind: Kind, id: number): string {
  const { i18n } = useTranslation();
  const first = useQuery({ queryKey: [kind, 'choices', '', i18n.language], queryFn: ({ signal }) => search[kind]('', signal), staleTime: KEPT_MS });
  const among = first.data?.choices.find((choice) => choice.id === id)?.name;
  const { data } = useQuery({
    queryKey: [kind, id, 'called', i18n.language],
    enabled: among === undefined && !first.isPending,
    staleTime: KEPT_MS,
    queryFn: async ({ signal }) => {
      try {
        return await nameOf[kind](id, signal);
      } catch (error) {
        if (error instanceof Refusal && [401, 403, 404].includes(error.status)) {
          return null;
        }

        throw error;
      }
    },
  });
  return among ?? data ?? `#${id}`;
}

export function NameOf({ kind, id }: { kind: Kind; id: number }) {
  return <>{useNameOf(kind, id)}</>;
}
