import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { ChooseOne } from '../admin/choose/ChooseOne';
import type { Kind } from '../admin/choose/search';
import { useText } from '../texts/useText';
import { filterNames, type FilterName, type HistoryFilter } from './historyFilters';
import { sentences } from './sentences.en';

interface Props {
  filter: HistoryFilter;
  change: (what: Partial<Record<FilterName, string | null>>) => void;
}

const groups = ['task', 'run', 'user', 'organisation', 'collaboration', 'study', 'node', 'role', 'algorithm_store', 'retention', 'reading', 'alarm', 'log'] as const;
const inFront: readonly FilterName[] = ['person', 'organization', 'kind', 'from', 'to'];

/** By whom, what, where and when; rarer ones appear when they are asked for. */
export function HistoryFilters({ filter, change }: Props) {
  const t = useText();
  const set = Object.keys(filter) as FilterName[];
  const [more, setMore] = useState(set.some((name) => !inFront.includes(name)));
  const kinds = groups.map((group) => ({
    group: t(`audit:kinds.${group}`),
    items: [
      { value: group, label: t(`audit:kinds.${group}`) },
      ...Object.keys(sentences).filter((name) => name.startsWith(`${group}.`)).map((name) => ({ value: name, label: `${t(`audit:kinds.${group}`)}: ${name.split('.')[1]?.replaceAll('_', ' ') ?? name}` })),
    ],
  }));
  return (
    <Stack gap="sm" p="md" className="card" role="search" aria-label={t('audit:history.title')}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm">
        <Chosen name="person" kind="user" label={t('audit:history.person')} filter={filter} change={change} />
        <Chosen name="organization" kind="organization" label={t('audit:history.organization')} filter={filter} change={change} />
        <Select
          label={t('audit:history.kind')} placeholder={t('audit:history.any')} data={kinds} searchable clearable value={filter.kind ?? null}
          onChange={(kind) => change({ kind })} clearButtonProps={{ 'aria-label': t('audit:history.clear', { what: t('audit:history.kind') }) }}
        />
        <Moment name="from" label={t('audit:history.from')} filter={filter} change={change} />
        <Moment name="to" label={t('audit:history.to')} filter={filter} change={change} />
        {more && (
          <>
            <Typed name="task" label={t('audit:history.task')} filter={filter} change={change} numeric />
            <Typed name="run" label={t('audit:history.run')} filter={filter} change={change} numeric />
            <Typed name="image" label={t('audit:history.image')} filter={filter} change={change} />
            <Typed name="database" label={t('audit:history.database')} filter={filter} change={change} />
            <Chosen name="node" kind="node" label={t('audit:history.node')} filter={filter} change={change} />
            <Chosen name="collaboration" kind="collaboration" label={t('audit:history.collaboration')} filter={filter} change={change} />
          </>
        )}
      </SimpleGrid>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">{t('audit:history.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</Text>
        <Group gap="xs">
          <Button variant="subtle" size="xs" onClick={() => setMore(!more)} aria-expanded={more}>{t(more ? 'audit:history.fewer' : 'audit:history.more')}</Button>
          {set.length > 0 && (
            <Button variant="default" size="xs" onClick={() => change(Object.fromEntries(filterNames.map((name) => [name, null])))}>{t('audit:history.clearAll')}</Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}

interface FieldProps extends Props {
  name: FilterName;
  label: string;
}

function Chosen({ name, kind, label, filter, change }: FieldProps & { kind: Kind }) {
  const t = useText();
  return (
    <ChooseOne
      kind={kind} label={label} placeholder={t('audit:history.anyone')} clearable byNumber value={filter[name] === undefined ? null : Number(filter[name])}
      onChange={(id) => change({ [name]: id === null ? null : String(id) })} clearButtonProps={{ 'aria-label': t('audit:history.clear', { what: label }) }}
    />
  );
}

const TYPING_MS = 350;

function Typed({ name, label, filter, change, numeric = false }: FieldProps & { numeric?: boolean }) {
  const [typed, setTyped] = useState<string | null>(null);
  const tell = useDebouncedCallback((text: string) => {
    change({ [name]: text.trim() });
    setTyped(null);
  }, TYPING_MS);
  return (
    <TextInput
      label={label} value={typed ?? filter[name] ?? ''} {...(numeric ? { inputMode: 'numeric' as const } : {})}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

function Moment({ name, label, filter, change }: FieldProps) {
  return <TextInput type="datetime-local" label={label} value={filter[name] ?? ''} onChange={(event) => change({ [name]: event.currentTarget.value })} />;
}
