import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { search, type Choice, type Kind } from './search';

const TYPING_MS = 250;
const KEPT_MS = 60_000;

interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

/** What the hub finds while somebody types, with what is chosen already, and words for when there is nothing or more. */
export function useFound(kind: Kind, typed: string, chosen: readonly Choice[]) {
  const { t, i18n } = useTranslation('admin');
  // A field whose choice is made says its name; nobody typed that.
  const wanted = chosen.some((choice) => choice.name === typed) ? '' : typed.trim();
  const [asked] = useDebouncedValue(wanted, TYPING_MS);
  const query = useQuery({
    queryKey: [kind, 'choices', asked, i18n.language],
    queryFn: ({ signal }) => search[kind](asked, signal),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
  const searching = query.isPending || query.isPlaceholderData || asked !== wanted;
  const choices = query.data?.choices ?? [];
  const beside = chosen.filter((choice) => !choices.some((one) => one.id === choice.id));
  const options: Option[] = [...choices, ...beside].map(({ id, name }) => ({ value: String(id), label: name }));
  return {
    choices,
    data: query.data?.more && !searching ? [...options, { value: 'more', label: t('choose.more'), disabled: true }] : options,
    nothing: searching ? t('choose.searching') : query.isError ? t('choose.failed') : t('choose.nothing'),
  };
}
