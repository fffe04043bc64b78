import { Anchor, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { api, ask, type Schema } from '../api/client';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { Changes, TaskThen } from './Changes';
import { inWords, namesOf, type Names } from './names';
import { ProofPanel } from './ProofPanel';
import { useRuleText } from './queries';
import { stepIn, type Event } from './replay';
import { ReplayControls } from './ReplayControls';
import { RunsThen } from './RunsThen';
import { author, sentence } from './sentence';
import { StepList } from './StepList';

/** A task's history as something to step through. */
export default function ReplayPage() {
  const t = useText();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['task', Number(id), 'replay'],
    queryFn: () => ask(api.GET('/audit/tasks/{id}/replay', { params: { path: { id: Number(id) } } })),
  });
  return (
    <Page
      title={t('audit:replay.title', { id })} about={t('audit:replay.about')} above={[{ to: '/audit/history', label: t('audit:history.title') }]}
      actions={(
        <>
          <Anchor component={Link} to={`/audit/history?task=${id}`} size="sm">{t('audit:nav.history')}</Anchor>
          <Anchor component={Link} to={`/audit/export?task=${id}`} size="sm">{t('audit:export.title')}</Anchor>
        </>
      )}
    >
      <Loaded query={query} what={t('audit:history.what')}>{(replay) => <Replay replay={replay} />}</Loaded>
    </Page>
  );
}

function Replay({ replay }: { replay: Schema<'TaskReplay'> }) {
  const t = useText();
  const { events, task } = replay;
  const names = useMemo(() => namesOf(replay.names), [replay.names]);
  const [query, setQuery] = useSearchParams();
  const step = stepIn(query.get('step'), events.length);
  const go = (to: number): void => setQuery((present) => {
    const next = new URLSearchParams(present);
    next.set('step', String(Math.min(Math.max(to, 1), events.length)));
    return next;
  }, { replace: true, preventScrollReset: true });
  const event = events[step - 1] as Event;
  return (
    <>
      <Stack gap="md" p="md" className="card">
        <ReplayControls step={step} all={events.length} go={go} describe={(at) => sentence(t, events[at - 1] as Event, names)} />
        <Step event={event} names={names} />
      </Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title={t('audit:replay.changed')}><Changes event={event} names={names} /></Section>
        <Section title={t('audit:replay.task')}><TaskThen events={events} step={step} task={task} names={names} /></Section>
      </SimpleGrid>
      <Section title={t('audit:replay.runs')}><RunsThen events={events} step={step} task={task} names={names} /></Section>
      <Section title={t('audit:replay.steps')}><StepList events={events} step={step} go={go} names={names} /></Section>
      <Section title={t('proofs:title')}><ProofPanel events={events} label={t('audit:replay.verify', { count: events.length })} /></Section>
    </>
  );
}

/** What happened at this step, who did it and what allowed it. */
function Step({ event, names }: { event: Event; names: Names }) {
  const t = useText();
  const ruleText = useRuleText();
  return (
    <div aria-live="polite">
      <Title order={2} className="break">{sentence(t, event, names)}</Title>
      <Text c="dimmed" size="sm" className="break">
        <When at={event.at} /> · {author(t, event, names)} · {event.rule === null ? t('audit:event.noRule') : ruleText(event.rule)} · {inWords(t, event.stream, names)}
      </Text>
    </div>
  );
}
