import { Autocomplete, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { noDatabase, type Draft, type DraftDatabase } from './draft';
import { asksForQuery, asksForSheet, type Source } from './sources';

interface ChooseDataProps {
  sources: readonly Source[];
  draft: Draft;
  /** By the function; undefined where nobody describes it, and as many as one likes are chosen. */
  declared: readonly Schema<'FunctionDatabase'>[] | undefined;
  change: (databases: readonly DraftDatabase[]) => void;
  members: readonly Schema<'Organization'>[];
  /** What else there is to one of them. */
  below: (database: DraftDatabase) => ReactNode;
}

export function ChooseData({ sources, draft, declared, change, members, below }: ChooseDataProps) {
  const { t } = useTranslation('research');
  const { databases } = draft;
  const put = (i: number, what: Partial<DraftDatabase>) => change(databases.map((one, place) => (place === i ? { ...one, ...what } : one)));
  const names = (ids: readonly number[]) => ids.map((id) => members.find((one) => one.id === id)?.name ?? String(id)).join(', ');
  return (
    <Stack gap="md">
      {sources.length === 0 && <Text size="sm" c="dimmed">{t('new.noSources')}</Text>}
      {databases.map((database, i) => {
        const source = sources.find((one) => one.label === database.label);
        return (
          <Stack key={i} gap="xs">
            <Group align="flex-end">
              <Autocomplete
                label={declared?.[i]?.name || t('new.source', { number: i + 1 })} description={declared?.[i]?.description || undefined} w={280} withAsterisk value={database.label}
                data={sources.map((one) => one.label)} onChange={(label) => put(i, { label })} placeholder={t('new.choose')}
              />
              {source && <Text size="sm" c="dimmed" pb={8}>{source.types.join(', ')}</Text>}
              {!declared && <Button variant="subtle" onClick={() => change(databases.filter((_, place) => place !== i))}>{t('new.remove')}</Button>}
            </Group>
            {source && source.missingAt.length > 0 && <Text size="sm" c="orange.8">{t('new.missingAt', { names: names(source.missingAt) })}</Text>}
            {(database.query !== '' || (source && asksForQuery(source.types))) && (
              <Textarea label={t('new.query')} value={database.query} autosize minRows={2} maw={720} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} onChange={(event) => put(i, { query: event.currentTarget.value })} />
            )}
            {(database.sheet !== '' || (source && asksForSheet(source.types))) && <TextInput label={t('new.sheet')} w={280} value={database.sheet} onChange={(event) => put(i, { sheet: event.currentTarget.value })} />}
            {below(database)}
          </Stack>
        );
      })}
      {!declared && <Group><Button variant="default" onClick={() => change([...databases, noDatabase])}>{t('new.addSource')}</Button></Group>}
    </Stack>
  );
}
