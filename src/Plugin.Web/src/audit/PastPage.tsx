import { Box, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { api, ask, type Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { Facts } from './Facts';
import { utcOf } from './historyFilters';
import { actorInWords, inWords, streamOf, type Names } from './names';
import { useNames, useRuleText } from './queries';
import { fieldInWords, stateInWords } from './states';
import { Value } from './Value';

const kinds = ['user', 'organisation', 'collaboration', 'study', 'node', 'task', 'run', 'role', 'algorithm_store'] as const;

/** What a thing was like at some moment, and how it had come to be so. */
export default function PastPage() {
  const t = useText();
  const [query, setQuery] = useSearchParams();
  const of = query.get('of') ?? '';
  const at = query.get('at') ?? '';
  const known = /^[a-z_]+-[1-9][0-9]{0,8}$/.test(of);
  const answer = useQuery({
    queryKey: ['audit', 'past', of, at],
    queryFn: () => ask(api.GET('/audit/streams/{stream}/state', { params: { path: { stream: of }, query: at === '' ? {} : { at: utcOf(at, true) } } })),
    enabled: known,
  });
  const [typed, setTyped] = useState({ kind: known ? of.slice(0, of.lastIndexOf('-')) : 'user', id: known ? of.slice(of.lastIndexOf('-') + 1) : '', at });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setQuery({ of: `${typed.kind}-${typed.id.trim()}`, ...(typed.at === '' ? {} : { at: typed.at }) });
  };
  return (
    <Page title={t('audit:past.title')} about={t('audit:past.about')}>
      <Box component="form" className="card" p="md" onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <Select
            label={t('audit:past.kind')} data={kinds.map((kind) => ({ value: kind, label: t(`audit:kinds.${kind}`) }))} value={typed.kind} allowDeselect={false}
            onChange={(kind) => setTyped({ ...typed, kind: kind ?? 'user' })}
          />
          <TextInput label={t('audit:past.id')} inputMode="numeric" required pattern="[1-9][0-9]*" value={typed.id} onChange={(event) => setTyped({ ...typed, id: event.currentTarget.value })} />
          <TextInput type="datetime-local" label={t('audit:past.at')} value={typed.at} onChange={(event) => setTyped({ ...typed, at: event.currentTarget.value })} />
          <Button type="submit">{t('audit:past.ask')}</Button>
        </Group>
        <Text size="xs" c="dimmed" mt="xs">{t('audit:readers.now')} {t('audit:history.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</Text>
      </Box>
      {known
        ? <Loaded query={answer} what={t('audit:past.state')}>{(state) => <Answer of={state} />}</Loaded>
        : <Empty icon="history" title={t('audit:past.start')} text={t('audit:past.startText')} />}
    </Page>
  );
}

function Answer({ of: { stream, state, changes } }: { of: Schema<'StreamState'> }) {
  const t = useText();
  const names = useNames([stream, ...thingsIn(state), ...changes.flatMap((change) => [change.actor, change.for, change.via].filter((who) => who !== null).map(streamOf))]);
  const fields = Object.entries(state as Record<string, unknown>);
  return (
    <>
      <Section title={`${t('audit:past.state')}: ${inWords(t, stream, names)}`}>
        <Facts of={fields.map(([name, value]) => [fieldInWords(t, name), name === 'state' ? stateInWords(t, String(value), stream) : <Value key={name} field={name} of={value} names={names} />])} />
      </Section>
      <Section title={t('audit:past.changes', { count: changes.length })}>
        <Stack gap="md">{changes.toReversed().map((change) => <Change key={change.position} change={change} stream={stream} names={names} />)}</Stack>
      </Section>
    </>
  );
}

function Change({ change, stream, names }: { change: Schema<'StreamChange'>; stream: string; names: Names }) {
  const t = useText();
  const ruleText = useRuleText();
  return (
    <Box>
      <Text fw={600}><When at={change.at} /> · {actorInWords(t, change.actor, names)}</Text>
      <Text size="sm" c="dimmed">{change.name.split('/')[0]} · {t('audit:history.position', { position: change.position })} · {change.rule === null ? t('audit:event.noRule') : ruleText(change.rule)}</Text>
      <Facts
        of={change.fields.map(({ name, before, after }) => [
          fieldInWords(t, name),
          name === 'state'
            ? `${stateInWords(t, String(before), stream)} → ${stateInWords(t, String(after), stream)}`
            : <span key={name}>{before !== null && <><Value field={name} of={before} names={names} /> → </>}<Value field={name} of={after} names={names} /></span>,
        ])}
      />
    </Box>
  );
}

const kindsOf: Readonly<Record<string, string>> = { organisation: 'organisation', init_organisation: 'organisation', organisations: 'organisation', collaboration: 'collaboration', init_user: 'user', node: 'node', task: 'task', study: 'study' };

function thingsIn(state: object): string[] {
  return Object.entries(state as Record<string, unknown>).flatMap(([name, value]) => {
    const kind = kindsOf[name];
    return kind === undefined ? [] : (Array.isArray(value) ? value : [value]).filter((id) => typeof id === 'number').map((id) => `${kind}-${id}`);
  });
}
