import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../../api/client';
import { isStatus, looks } from '../../frame/status';
import type { JobRun } from '../jobs/tree';
import { usePrivateKey } from '../payload/keyRing';
import { fetchPart } from '../results/content';
import { openContent } from '../results/opening';
import type { DraftDatabase } from './draft';
import { learn, namesIn } from './learnt';

// What the hub tells live may be missed.
const LOOK_MS = 5000;
const PATIENCE_MS = 60_000;

/** A task that asks organizations for names of columns. */
export interface Asked {
  readonly task: number;
  readonly organizations: readonly number[];
}

export interface Waiting {
  readonly organization: number;
  /** Unknown until the hub has told of it once. */
  readonly run: JobRun | null;
}

interface Answer {
  readonly organization: number;
  readonly sealed: boolean;
  readonly why: string | null;
}

/** Follows the task, and learns from each station that has answered. */
export function useColumnAnswers(asked: Asked | null, database: DraftDatabase, encrypted: boolean, organization: number) {
  const { t } = useTranslation(['research', 'frame']);
  const key = usePrivateKey(organization);
  const task = asked?.task ?? null;
  const [late, setLate] = useState<number | null>(null);
  const job = useQuery<Schema<'JobView'>>({
    queryKey: ['task', 'job', task], enabled: task !== null,
    refetchInterval: ({ state }) => (runsOf(state.data, task)?.every((run) => run.finished_at !== null) ? false : LOOK_MS),
    queryFn: ({ signal }) => ask(api.GET('/task/{id}/job', { params: { path: { id: task! } }, signal })),
  });
  useEffect(() => {
    const timer = setTimeout(() => setLate(task), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [task]);
  const runs = runsOf(job.data, task);
  const whyNot = ({ cause, status }: JobRun) => cause || (isStatus(status) && status !== 'completed' ? t(`frame:status.${looks[status].key}`) : t('columns.nothing'));
  const ended = runs?.filter((run) => run.finished_at !== null) ?? [];
  const read = useQuery<readonly Answer[]>({
    queryKey: ['content', 'columns', task, ended.map((run) => run.id).join(), key === undefined ? 'closed' : 'open'],
    enabled: ended.length > 0, staleTime: Infinity, gcTime: 0, retry: false,
    // What one station said stays while the next one's answer is read.
    placeholderData: (before, query) => (query?.queryKey[2] === task ? before : undefined),
    queryFn: ({ signal }) => Promise.all(ended.map(async (run) => {
      const opened = run.has_result && run.status === 'completed' ? await openContent(await fetchPart(run.id, 'result', signal), encrypted, key) : null;
      const names = opened?.state === 'json' ? namesIn(opened.value) : null;
      if (names !== null) {
        learn(run.node_id, database, names);
      }

      return { organization: run.organization_id, sealed: opened?.state === 'sealed', why: names === null && opened?.state !== 'sealed' ? whyNot(run) : null };
    })),
  });
  const open = runs?.filter((run) => run.finished_at === null).map((run) => ({ organization: run.organization_id, run }));
  const waiting: readonly Waiting[] = open ?? asked?.organizations.map((one) => ({ organization: one, run: null })) ?? [];
  return {
    waiting, late: waiting.length > 0 && late === task,
    sealed: read.data?.some((one) => one.sealed) ?? false,
    refused: read.data?.flatMap((one) => (one.why === null ? [] : [{ organization: one.organization, why: one.why }])) ?? [],
    error: job.error ?? read.error,
  };
}

function runsOf(job: Schema<'JobView'> | undefined, task: number | null): readonly JobRun[] | undefined {
  return job?.tasks.find((one) => one.id === task)?.runs;
}
