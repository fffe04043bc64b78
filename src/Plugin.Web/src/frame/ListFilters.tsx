import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Fragment, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';
import type { ListQuery } from './listState';

/** One thing to narrow a list by; `name` is the parameter of the API. */
export interface ListFilter {
  readonly name: string;
  readonly label: string;
  /** With options a choice, without them free text. */
  readonly options?: readonly { value: string; label: string }[];
  /** A field of its own, for choices that the hub has to be asked for. */
  readonly field?: (props: { label: string; value: string | null; onChange: (value: string | null) => void }) => ReactNode;
  /** A day instead of a text. */
  readonly date?: boolean;
}

interface ListFiltersProps {
  filters: readonly ListFilter[];
  state: ListQuery;
  change: (what: Record<string, string | null>) => void;
}

export function ListFilters({ filters, state, change }: ListFiltersProps) {
  const { t } = useTranslation('frame');
  return (
    <Group gap="sm" role="search" align="flex-end">
      {filters.map((filter) => filter.field
        ? <Fragment key={filter.name}>{filter.field({ label: filter.label, value: state[filter.name] === undefined ? null : String(state[filter.name]), onChange: (value) => change({ [filter.name]: value }) })}</Fragment>
        : filter.options
        ? (
            <Select
              key={filter.name} label={filter.label} placeholder={t('list.all')} data={[...filter.options]} clearable searchable={filter.options.length > 8}
              value={state[filter.name] === undefined ? null : String(state[filter.name])} onChange={(value) => change({ [filter.name]: value })}
              clearButtonProps={{ 'aria-label': t('list.clear', { filter: filter.label }) }} w={180}
            />
          )
        : filter.date
          ? (
              <TextInput
                key={filter.name} type="date" label={filter.label} w={150} value={String(state[filter.name] ?? '')}
                onChange={(event) => change({ [filter.name]: event.currentTarget.value })}
              />
            )
          : <TextFilter key={filter.name} filter={filter} value={String(state[filter.name] ?? '')} change={change} />)}
    </Group>
  );
}

const TYPING_MS = 300;

/** Asks the hub when somebody has stopped typing for a moment. */
function TextFilter({ filter, value, change }: { filter: ListFilter; value: string; change: ListFiltersProps['change'] }) {
  const [typed, setTyped] = useState<string | null>(null);
  const tell = useDebouncedCallback((text: string) => {
    change({ [filter.name]: text });
    setTyped(null);
  }, TYPING_MS);
  return (
    <TextInput
      type="search" label={filter.label} leftSection={<Icon name="search" size={15} />} w={220} value={typed ?? value}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
