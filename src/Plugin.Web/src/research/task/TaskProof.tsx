import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../../api/client';
import { hubLog } from '../../audit/hub';
import { Fact, LogFacts, Unchecked, VerdictBox } from '../../audit/Verdict';
import { Icon } from '../../frame/Icon';
import { Section } from '../../frame/Section';
import { verifyEvents, type EventsVerdict } from '../../proofs/events';
import { browserMemory } from '../../proofs/memory';
import { OrganizationName } from '../Names';
import type { Part } from '../results/content';
import { contradictions, isContent, recordOf, shownOf, type Contradiction, type LoggedEvent } from './record';

const MOST = 1000;

interface Proven {
  readonly events: EventsVerdict;
  readonly against: readonly Contradiction[];
  /** Of each run that has a result: whether what was opened here is what its station reported. */
  readonly results: readonly { readonly run: number; readonly organization: number; readonly outcome: 'same' | 'other' | 'unopened' }[];
}

/** "This task and its results are in the log", checked by the browser when it is asked to. */
export function TaskProof({ task, job }: { task: Schema<'TaskView'>; job: Schema<'JobView'> }) {
  const { t } = useTranslation(['research', 'proofs']);
  const client = useQueryClient();
  const [progress, setProgress] = useState({ done: 0, all: 1 });
  const check = useMutation({
    mutationFn: async (): Promise<Proven> => {
      const logged = await eventsOf(task.id);
      setProgress({ done: 0, all: logged.length });
      const events = await verifyEvents(hubLog, browserMemory, logged.map(shownOf), new Date(), (done) => setProgress({ done, all: logged.length }));
      const record = recordOf(task.id, logged);
      const runs = job.tasks.find((one) => one.id === task.id)?.runs ?? [];
      const results = await Promise.all(runs.filter((run) => run.has_result).map(async (run) => {
        const part = client.getQueryData<Part>(['content', run.id, 'result']);
        const digest = record.runs.get(run.id)?.result;
        const outcome = !part?.whole || part.salt === null || !digest ? 'unopened' as const : (await isContent(digest, part.salt, part.text)) ? 'same' as const : 'other' as const;
        return { run: run.id, organization: run.organization_id, outcome };
      }));
      return { events, against: contradictions(record, task, runs), results };
    },
  });
  const words = t('proofs:checkingEvents', progress);
  return (
    <Section title={t('proof.title')}>
      <Stack gap="sm">
        <Text size="sm" maw={760}>{t('proof.about')}</Text>
        <Group><Button variant="default" leftSection={<Icon name="shield" />} disabled={check.isPending} onClick={() => check.mutate()}>{check.data ? t('proof.again') : t('proof.verify')}</Button></Group>
        <div role="status">
          {check.isPending && <Stack gap={4}><Text size="sm" c="dimmed">{words}</Text><Progress value={(100 * progress.done) / progress.all} aria-label={words} /></Stack>}
        </div>
        {check.isError && <Unchecked error={check.error} retry={() => check.mutate()} />}
        {check.data && <Verdict proven={check.data} />}
      </Stack>
    </Section>
  );
}

function Verdict({ proven: { events: verdict, against, results } }: { proven: Proven }) {
  const { t } = useTranslation(['research', 'proofs']);
  const { log, covering, events } = verdict;
  const wrong = events.filter((event) => !event.included || event.differs.length > 0);
  const good = verdict.good && against.length === 0 && results.every((one) => one.outcome !== 'other');
  const allOpened = results.length > 0 && results.every((one) => one.outcome === 'same');
  return (
    <VerdictBox good={good} title={good ? t(allOpened ? 'proof.goodAll' : 'proof.good') : t('proofs:bad')}>
      {events.length > wrong.length && <Fact good>{t('proofs:event.included', { count: events.length - wrong.length, size: covering.size })}</Fact>}
      {wrong.map(({ position }) => <Fact key={position} good={false}>{t('proofs:event.missing', { position })}</Fact>)}
      {against.length === 0 && <Fact good>{t('proof.agrees')}</Fact>}
      {against.map(({ what, run }) => <Fact key={`${what} ${run}`} good={false}>{t(`proof.against.${what}`, { run })}</Fact>)}
      {results.map(({ run, organization, outcome }) => (
        <Fact key={run} good={outcome === 'same'} open={outcome === 'unopened'}><OrganizationName id={organization} />: {t(`proof.result.${outcome}`)}</Fact>
      ))}
      <LogFacts log={log} stations={covering.stations} size={covering.size} />
    </VerdictBox>
  );
}

async function eventsOf(task: number): Promise<readonly LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: Schema<'EventPage'> = await ask(api.GET('/audit/tasks/{id}/events', { params: { path: { id: task }, query: { after, limit: MOST } } }));
    all.push(...page.events);
    after = page.next;
  }

  return all;
}
