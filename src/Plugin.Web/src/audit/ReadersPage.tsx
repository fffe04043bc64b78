import { Box, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { api, ask, type Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { useRoleWord } from '../frame/roleName';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { Scrolling } from './Scrolling';
import { useText } from '../texts/useText';
import { utcOf } from './historyFilters';
import { actorInWords, inWords, streamOf } from './names';
import { useNames, useRuleText } from './queries';

/** Who could see a run's result at some moment, and who had read of it. */
export default function ReadersPage() {
  const t = useText();
  const [query, setQuery] = useSearchParams();
  const [run, at] = [query.get('run') ?? '', query.get('at') ?? ''];
  const known = /^[1-9][0-9]{0,8}$/.test(run);
  const answer = useQuery({
    queryKey: ['run', Number(run), 'readers', at],
    queryFn: () => ask(api.GET('/audit/runs/{id}/readers', { params: { path: { id: Number(run) }, query: at === '' ? {} : { at: utcOf(at, true) } } })),
    enabled: known,
  });
  const [typed, setTyped] = useState({ run, at });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setQuery({ run: typed.run.trim(), ...(typed.at === '' ? {} : { at: typed.at }) });
  };
  return (
    <Page title={t('audit:readers.title')} about={t('audit:readers.about')}>
      <Box component="form" className="card" p="md" onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput label={t('audit:readers.run')} inputMode="numeric" required pattern="[1-9][0-9]*" value={typed.run} onChange={(event) => setTyped({ ...typed, run: event.currentTarget.value })} />
          <TextInput type="datetime-local" label={t('audit:readers.at')} value={typed.at} onChange={(event) => setTyped({ ...typed, at: event.currentTarget.value })} />
          <Button type="submit">{t('audit:readers.ask')}</Button>
        </Group>
        <Text size="xs" c="dimmed" mt="xs">{t('audit:readers.now')} {t('audit:history.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</Text>
      </Box>
      {known
        ? <Loaded query={answer} what={t('audit:readers.could')}>{(readers) => <Answer readers={readers} />}</Loaded>
        : <Empty icon="search" title={t('audit:readers.start')} text={t('audit:readers.startText')} />}
    </Page>
  );
}

function Answer({ readers }: { readers: Schema<'RunReaders'> }) {
  const t = useText();
  const roleWord = useRoleWord();
  const ruleText = useRuleText();
  const { run, task, position, could_see: could, did_read: did } = readers;
  const names = useNames([...could.flatMap(({ who, organization }) => [streamOf(who), `organisation-${organization}`]), ...did.map(({ who }) => streamOf(who))]);
  return (
    <>
      <Text fw={600} role="status">{t('audit:readers.answer', { run, task, position })}</Text>
      <Section title={`${t('audit:readers.could')} (${could.length})`}>
        {could.length === 0 ? <Text c="dimmed">{t('audit:readers.nobody')}</Text> : (
          <Scrolling label={t('audit:readers.could')}>
            <Table miw={560}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t('audit:readers.who')}</Table.Th>
                  <Table.Th scope="col">{t('audit:readers.organization')}</Table.Th>
                  <Table.Th scope="col">{t('audit:readers.by')}</Table.Th>
                  <Table.Th scope="col">{t('audit:readers.roles')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {could.map(({ who, organization, rule, roles }) => (
                  <Table.Tr key={who}>
                    <Table.Th scope="row" fw={600}>{actorInWords(t, who, names)}</Table.Th>
                    <Table.Td>{names.get(`organisation-${organization}`) ?? inWords(t, `organisation-${organization}`, names)}</Table.Td>
                    <Table.Td>{ruleText(rule)}</Table.Td>
                    <Table.Td>{roles.length > 0 ? roles.map(roleWord).join(', ') : t('audit:readers.extra')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scrolling>
        )}
      </Section>
      <Section title={`${t('audit:readers.did')} (${did.length})`}>
        {did.length === 0 ? <Text c="dimmed">{t('audit:readers.nobodyRead')}</Text> : (
          <Scrolling label={t('audit:readers.did')}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t('audit:readers.who')}</Table.Th>
                  <Table.Th scope="col">{t('audit:readers.when')}</Table.Th>
                  <Table.Th scope="col">{t('audit:readers.by')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {did.map(({ who, position: read, at, rule }) => (
                  <Table.Tr key={read}>
                    <Table.Th scope="row" fw={600}>{actorInWords(t, who, names)}</Table.Th>
                    <Table.Td><When at={at} /></Table.Td>
                    <Table.Td>{rule === null ? '' : ruleText(rule)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scrolling>
        )}
      </Section>
    </>
  );
}
