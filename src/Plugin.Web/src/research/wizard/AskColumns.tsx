import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../../api/client';
import { useMe } from '../../api/session';
import { Icon } from '../../frame/Icon';
import { Problem } from '../../frame/Problem';
import { KeyCard } from '../payload/KeyCard';
import { usePrivateKey } from '../payload/keyRing';
import { fetchPart } from '../results/content';
import { openContent } from '../results/opening';
import { askForColumns } from './askForColumns';
import type { Draft, DraftDatabase } from './draft';
import { knows, learn, learntOf, namesIn, useLearnt } from './learnt';
import type { Node } from './sources';

interface AskColumnsProps {
  database: DraftDatabase;
  draft: Draft & { readonly collaboration: number };
  /** Those that will work on it. */
  nodes: readonly Node[];
  members: readonly Schema<'Organization'>[];
  encrypted: boolean;
  isOurs: boolean;
}

// What the hub tells live may be missed.
const LOOK_MS = 5000;
const PATIENCE_MS = 60_000;

/** Asks stations that do not tell the names of columns for them, by a task that is on record like any other. */
export function AskColumns({ database, draft, nodes, members, encrypted, isOurs }: AskColumnsProps) {
  const { t } = useTranslation('research');
  const me = useMe();
  const learnt = useLearnt();
  const [task, setTask] = useState<number | null>(null);
  const unknown = nodes.filter((node) => node.status === 'online' && !knows(learnt, node, database));
  const called = (organization: number) => members.find((one) => one.id === organization)?.name ?? t('organization', { id: organization });
  const start = useMutation({
    mutationFn: () => askForColumns({
      draft, database, encrypted, isOurs, name: t('columns.task', { label: database.label }),
      organizations: members.filter((one) => unknown.some((node) => node.organization.id === one.id)),
    }),
    onSuccess: (answer) => {
      if ('task' in answer) {
        setTask(answer.task);
      } else {
        unknown.forEach((node) => learn(node.id, database, answer.names));
      }
    },
  });
  const answers = useAnswers(task, database, encrypted, me.organization);
  const known = nodes.filter((node) => learntOf(learnt, node.id, database) !== undefined);
  const cancel = () => {
    if (answers.waiting.length > 0) {
      // Who may not stop it, or comes too late, stops waiting all the same.
      void ask(api.POST('/task/{id}/stop', { params: { path: { id: task! } } })).catch(() => undefined);
    }

    setTask(null);
  };
  return (
    <Stack gap="xs" align="flex-start">
      {task === null && unknown.length > 0 && (
        <>
          <Button size="compact-sm" variant="light" leftSection={<Icon name="search" size={15} />} loading={start.isPending} onClick={() => start.mutate()}>{t('columns.ask')}</Button>
          <Text size="xs" c="dimmed">{t('columns.how', { names: unknown.map((node) => called(node.organization.id)).join(', ') })}</Text>
        </>
      )}
      {start.isError && <Problem error={start.error} />}
      <div role="status">
        {task !== null && answers.waiting.length > 0 && (
          <Group gap="sm">
            <Text size="sm">{t(answers.late ? 'columns.late' : 'columns.waiting', { names: answers.waiting.map(called).join(', ') })}</Text>
            <Button size="compact-sm" variant="default" onClick={cancel}>{t('columns.cancel')}</Button>
          </Group>
        )}
        {known.length > 0 && <Text size="sm" c="dimmed">{t('columns.known', { names: known.map((node) => called(node.organization.id)).join(', ') })}</Text>}
      </div>
      {answers.sealed && <KeyCard organization={me.organization} />}
      {answers.refused.length > 0 && (
        <List size="sm">{answers.refused.map(({ organization, why }) => <List.Item key={organization} className="break">{t('columns.refused', { name: called(organization), why })}</List.Item>)}</List>
      )}
      {answers.error !== null && <Problem error={answers.error} />}
    </Stack>
  );
}

/** Follows the task, and learns from each station that has answered. */
function useAnswers(task: number | null, database: DraftDatabase, encrypted: boolean, organization: number) {
  const { t } = useTranslation('research');
  const key = usePrivateKey(organization);
  const [late, setLate] = useState<number | null>(null);
  const job = useQuery({
    queryKey: ['task', 'job', task], enabled: task !== null, refetchInterval: LOOK_MS,
    queryFn: ({ signal }) => ask(api.GET('/task/{id}/job', { params: { path: { id: task! } }, signal })),
  });
  useEffect(() => {
    const timer = setTimeout(() => setLate(task), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [task]);
  const runs = task === null ? [] : (job.data?.tasks.find((one) => one.id === task)?.runs ?? []);
  const ended = runs.filter((run) => run.finished_at !== null);
  const read = useQuery({
    queryKey: ['content', 'columns', task, ended.map((run) => run.id).join(), key === undefined ? 'closed' : 'open'],
    enabled: ended.length > 0, staleTime: Infinity, gcTime: 0, retry: false,
    queryFn: ({ signal }) => Promise.all(ended.map(async (run) => {
      const opened = run.has_result && run.status === 'completed' ? await openContent(await fetchPart(run.id, 'result', signal), encrypted, key) : null;
      const names = opened?.state === 'json' ? namesIn(opened.value) : null;
      if (names !== null) {
        learn(run.node_id, database, names);
      }

      return { organization: run.organization_id, sealed: opened?.state === 'sealed', why: names === null && opened?.state !== 'sealed' ? run.cause || t('columns.nothing') : null };
    })),
  });
  return {
    waiting: runs.filter((run) => run.finished_at === null).map((run) => run.organization_id), late: late === task && ended.length < runs.length,
    sealed: read.data?.some((one) => one.sealed) ?? false,
    refused: read.data?.flatMap((one) => (one.why === null ? [] : [{ organization: one.organization, why: one.why }])) ?? [],
    error: job.error ?? read.error,
  };
}
