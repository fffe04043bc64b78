import { useQueries } from '@tanstack/react-query';
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

/** A task that asks an organization for names of columns. */
export interface Asked {
  readonly task: number;
  readonly organization: number;
}

export interface Waiting {
  readonly organization: number;
  readonly task: number;
  /** Unknown until the hub has told of it once. */
  readonly run: JobRun | undefined;
}

interface Answer {
  readonly organization: number;
  readonly sealed: boolean;
  readonly why: string | null;
}

/** Follows the tasks, and learns from each station that has answered. */
export function useColumnAnswers(asked: readonly Asked[], database: DraftDatabase, encrypted: boolean, organization: number) {
  const { t } = useTranslation(['research', 'frame']);
  const key = usePrivateKey(organization);
  const [late, setLate] = useState<readonly Asked[] | null>(null);
  const jobs = useQueries({ queries: asked.map(({ task }) => jobOf(task)) });
  useEffect(() => {
    const timer = setTimeout(() => setLate(asked), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const runs = asked.map(({ task }, i) => runIn(jobs[i]?.data, task));
  const whyNot = ({ cause, status }: JobRun) => cause || (isStatus(status) && status !== 'completed' ? t(`frame:status.${looks[status].key}`) : t('columns.nothing'));
  const ended = runs.filter((run): run is JobRun => run !== undefined && run.finished_at !== null);
  const read = useQueries({
    queries: ended.map((run) => ({
      queryKey: ['content', 'columns', run.id, key === undefined ? 'closed' : 'open'], staleTime: Infinity, gcTime: 0, retry: false,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Answer> => {
        const opened = run.has_result && run.status === 'completed' ? await openContent(await fetchPart(run.id, 'result', signal), encrypted, key) : null;
        const names = opened?.state === 'json' ? namesIn(opened.value) : null;
        if (names !== null) {
          learn(run.node_id, database, names);
        }

        return { organization: run.organization_id, sealed: opened?.state === 'sealed', why: names === null && opened?.state !== 'sealed' ? whyNot(run) : null };
      },
    })),
  });
  const waiting = asked.map((one, i): Waiting => ({ ...one, run: runs[i] })).filter(({ run }) => run === undefined || run.finished_at === null);
  const answers = read.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return {
    waiting, late: waiting.length > 0 && late === asked,
    sealed: answers.some((one) => one.sealed),
    refused: answers.flatMap(({ organization: from, why }) => (why === null ? [] : [{ organization: from, why }])),
    error: [...jobs, ...read].find((one) => one.isError)?.error ?? null,
  };
}

function jobOf(task: number) {
  return {
    queryKey: ['task', 'job', task],
    queryFn: ({ signal }: { signal: AbortSignal }) => ask(api.GET('/task/{id}/job', { params: { path: { id: task } }, signal })),
    refetchInterval: ({ state }: { state: { data: Schema<'JobView'> | undefined } }) => (runIn(state.data, task)?.finished_at ? false as const : LOOK_MS),
  };
}

function runIn(job: Schema<'JobView'> | undefined, task: number): JobRun | undefined {
  return job?.tasks.find((one) => one.id === task)?.runs[0];
}
