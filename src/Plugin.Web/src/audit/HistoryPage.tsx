import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api, ask } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loading } from '../frame/Loading';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { useText } from '../texts/useText';
import { EventList } from './EventList';
import { queryOf, useHistoryFilter } from './historyFilters';
import { HistoryFilters } from './HistoryFilters';
import { namesOf } from './names';

const NEWEST = Number.MAX_SAFE_INTEGER;

/** The search in the whole log. */
export default function HistoryPage() {
  const t = useText();
  const [filter, change] = useHistoryFilter();
  const query = useInfiniteQuery({
    queryKey: ['audit', 'history', filter],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/audit/history', { params: { query: { ...queryOf(filter), before: pageParam } }, signal })),
    initialPageParam: NEWEST,
    getNextPageParam: (page) => page.next,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isFetching } = query;
  const pages = data?.pages;
  const events = useMemo(() => pages?.flatMap((page) => page.events) ?? [], [pages]);
  const names = useMemo(() => namesOf(pages?.flatMap((page) => page.names) ?? []), [pages]);
  const last = pages?.at(-1);
  const indexing = last !== undefined && last.indexed < last.head;
  // A page reads a part of the log only; who looks for something rare wants the next part until there is something.
  const goOn = events.length === 0 && hasNextPage;
  useEffect(() => {
    if (isFetching) {
      return;
    }

    if (indexing) {
      void refetch();
    } else if (goOn) {
      void fetchNextPage();
    }
  }, [isFetching, indexing, goOn, refetch, fetchNextPage]);
  const filtered = Object.keys(filter).length > 0;
  return (
    <Page title={t('audit:history.title')} about={t('audit:history.about')}>
      <HistoryFilters filter={filter} change={change} />
      {query.isError && <Problem error={query.error} retry={() => void refetch()} />}
      {query.isPending && <Loading what={t('audit:history.what')} />}
      {indexing && last && <Indexing done={last.indexed} all={last.head} />}
      {!indexing && events.length > 0 && <EventList events={events} names={names} />}
      {!indexing && data && events.length === 0 && !hasNextPage && (
        <Empty icon="search" title={t(filtered ? 'audit:history.none' : 'audit:history.empty')} text={t(filtered ? 'audit:history.noneText' : 'audit:history.emptyText')} />
      )}
      <Text className="visually-hidden" role="status">{data && !isFetching ? t('audit:history.found', { count: events.length }) : ''}</Text>
      {!indexing && (hasNextPage || events.length > 0) && (
        <Group justify="center">
          {hasNextPage
            ? <Button variant="default" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t(isFetchingNextPage ? 'audit:history.searching' : 'audit:history.older')}</Button>
            : <Text c="dimmed" size="sm">{t('audit:history.end')}</Text>}
        </Group>
      )}
    </Page>
  );
}

function Indexing({ done, all }: { done: number; all: number }) {
  const t = useText();
  const text = t('audit:history.indexing', { done: done.toLocaleString(), all: all.toLocaleString() });
  return (
    <Stack gap="xs" p="md" className="card" role="status">
      <Text>{text}</Text>
      <Progress value={(100 * done) / Math.max(1, all)} aria-label={text} />
    </Stack>
  );
}
