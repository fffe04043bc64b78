import { Box, Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageOf } from '../api/client';
import { DataCards } from './DataCards';
import { DataTable } from './DataTable';
import { Empty } from './Empty';
import { Icon } from './Icon';
import { ListFilters, type ListFilter } from './ListFilters';
import { useListState, type ListDefaults, type ListQuery } from './listState';
import { Loading } from './Loading';
import { Pager } from './Pager';
import { Problem } from './Problem';

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly show: (row: Row) => ReactNode;
  /** The name that the API sorts by, when it does. */
  readonly sort?: string;
  readonly numeric?: boolean;
  /** Left out on a phone. */
  readonly wideOnly?: boolean;
}

export interface DataListProps<Row> {
  /** What the rows are, for screen readers and while loading: "tasks". */
  readonly what: string;
  /** Begins with the kind of thing, so that what the hub tells renews it; the state of the list is added. */
  readonly queryKey: QueryKey;
  readonly load: (query: ListQuery, signal: AbortSignal) => Promise<PageOf<Row>>;
  readonly id: (row: Row) => string | number;
  readonly columns: readonly Column<Row>[];
  /** Where the first column of a row leads. */
  readonly to?: (row: Row) => string;
  readonly filters?: readonly ListFilter[];
  readonly defaults?: Omit<ListDefaults, 'filters'>;
  /** When there is nothing at all: what the next step is. */
  readonly empty: ReactNode;
  /** Keeps two lists of one page apart in the address. */
  readonly prefix?: string;
  /** Beside the filters. */
  readonly actions?: ReactNode;
}

/** A list that the hub pages, sorts and filters; what it shows is in the address. On a phone rows are cards. */
export function DataList<Row>({ what, queryKey, load, id, columns, to, filters = [], defaults = {}, empty, prefix = '', actions }: DataListProps<Row>) {
  const { t } = useTranslation('frame');
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [unfolded, setUnfolded] = useState(false);
  const [state, change] = useListState({ ...defaults, filters: filters.map((filter) => filter.name) }, prefix);
  const query = useQuery({
    queryKey: [...queryKey, state],
    queryFn: ({ signal }) => load(state, signal),
    placeholderData: keepPreviousData,
  });
  // On a phone the rows would be below all the filters; those that narrow the list stay.
  const folds = phone && filters.length > 2;
  const offered = folds && !unfolded ? filters.filter((filter, i) => i === 0 || state[filter.name] !== undefined) : filters;
  const filtered = filters.some((filter) => state[filter.name] !== undefined);
  const Rows = phone ? DataCards : DataTable;
  return (
    <Box className="card">
      {(filters.length > 0 || actions) && (
        <Group p="sm" justify="space-between" align="flex-end" gap="sm">
          <Group gap="sm" align="flex-end">
            <ListFilters filters={offered} state={state} change={change} />
            {folds && <Button variant="default" aria-expanded={unfolded} leftSection={<Icon name={unfolded ? 'up' : 'down'} size={15} />} onClick={() => setUnfolded(!unfolded)}>{t(unfolded ? 'list.fewerFilters' : 'list.moreFilters')}</Button>}
          </Group>
          {actions}
        </Group>
      )}
      {query.isError && <Box p="sm"><Problem error={query.error} retry={() => void query.refetch()} /></Box>}
      {query.isPending && <Loading what={what} />}
      {query.data && query.data.rows.length === 0 && (filtered || state.page > 1
        ? <Empty icon="search" title={t('list.noMatch')} text={t('list.noMatchText')} />
        : empty)}
      {query.data && query.data.rows.length > 0 && (
        <>
          <Rows what={what} rows={query.data.rows} id={id} columns={columns} {...(to ? { to } : {})} sort={state.sort} change={change} stale={query.isPlaceholderData} />
          <Pager what={what} page={query.data} state={state} change={change} />
        </>
      )}
      <Text className="visually-hidden" role="status">{query.data && !query.isPlaceholderData ? t('list.announce', { count: query.data.total, what }) : ''}</Text>
    </Box>
  );
}
