import { Alert, Stack } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Loading } from '../../frame/Loading';
import { Problem } from '../../frame/Problem';
import type { JobRun } from '../jobs/tree';
import { usePrivateKey } from '../payload/keyRing';
import { useMembers } from '../queries';
import { fetchPart } from '../results/content';
import { openContent } from '../results/opening';
import { ResultTable } from '../results/ResultTable';
import { SummaryView } from '../results/SummaryView';
import { summaryOf, together } from '../results/summary';
import { tableOf } from '../results/table';
import { contingencyOf } from '../results/counts';

/** The nodes' results beside each other. */
export function Comparison({ task, runs, encrypted }: { task: Schema<'TaskView'>; runs: readonly JobRun[]; encrypted: boolean }) {
  const { t } = useTranslation('research');
  const key = usePrivateKey(task.init_org.id);
  const members = useMembers(task.collaboration.id).data ?? [];
  const contents = useQueries({
    queries: runs.map((run) => ({
      queryKey: ['content', run.id, 'result', 'compared'], staleTime: Infinity, gcTime: 0, retry: false,
      queryFn: async ({ signal }: { signal: AbortSignal }) => openContent(await fetchPart(run.id, 'result', signal), encrypted, key),
    })),
  });
  const failed = contents.find((one) => one.isError);
  const done = contents.every((one) => one.data !== undefined);
  const values = contents.map((one) => (one.data?.state === 'json' ? one.data.value : null));
  const names = runs.map((run) => members.find((one) => one.id === run.organization_id)?.name ?? t('organization', { id: run.organization_id }));
  if (failed) {
    return <Problem error={failed.error} />;
  }

  return done ? <Beside names={names} values={values} name={`task-${task.id}`} /> : <Loading what={t('results.what')} />;
}

function Beside({ names, values, name }: { names: readonly string[]; values: readonly unknown[]; name: string }) {
  const { t } = useTranslation('research');
  const summaries = useMemo(() => {
    const each = values.map(summaryOf);
    if (each.some((one) => one === null)) {
      return null;
    }

    const whole = each.flatMap((rows) => rows!.filter((row) => row.group === ''));
    return [...together(whole), ...each.flatMap((rows, i) => rows!.map((row) => ({ ...row, group: row.group === '' ? names[i]! : `${names[i]}, ${row.group}` })))];
  }, [values, names]);
  const stacked = useMemo(() => {
    const each = values.map((value) => {
      const pairs = contingencyOf(value);
      return pairs ? { columns: [pairs.row, pairs.column, t('summary.count')], rows: pairs.rows.flatMap((row, r) => pairs.columns.map((column, c) => [row, column, pairs.counts[r]![c]!])) } : tableOf(value);
    });
    if (each.some((one) => one === null)) {
      return null;
    }

    const columns = [...new Set(each.flatMap((one) => one!.columns))];
    return {
      columns: [t('results.node'), ...columns],
      rows: each.flatMap((one, i) => one!.rows.map((row) => [names[i]!, ...columns.map((column) => row[one!.columns.indexOf(column)] ?? null)])),
    };
  }, [values, names, t]);
  return (
    <Stack>
      {summaries ? <SummaryView rows={summaries} name={name} />
        : stacked ? <ResultTable table={stacked} name={name} label={t('results.compare')} />
        : <Alert color="blue">{t('results.incomparable')}</Alert>}
    </Stack>
  );
}
