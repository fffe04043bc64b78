import { Button, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { renew } from '../admin/data';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { Confirm } from '../frame/Confirm';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { OwnRules } from './OwnRules';
import { PolicyFields, PolicyText, type Policy } from './Policy';

export function Retention() {
  const { t } = useTranslation('operate');
  const me = useMe();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['retention', 'default'], queryFn: ({ signal }) => ask(api.GET('/erasure/retention', { signal })) });
  const save = async (policy: Policy) => {
    await ask(api.PUT('/erasure/retention', { body: policy }));
    await renew(client, ['retention', 'collaboration']);
    notifications.show({ message: t('retention.saved'), color: 'green' });
  };
  return (
    <Page title={t('retention.title')} about={t('retention.about')}>
      <Section title={t('retention.default')}>
        <Loaded query={query} what={t('retention.what')}>
          {(policy) => me.may('collaboration', 'edit', 'global')
            ? <PolicyForm key={JSON.stringify(policy)} policy={policy} save={save} />
            : <Text><PolicyText policy={policy} /></Text>}
        </Loaded>
      </Section>
      <OwnRules />
      <Recent />
    </Page>
  );
}

function PolicyForm({ policy, save }: { policy: Policy; save: (policy: Policy) => Promise<void> }) {
  const { t } = useTranslation('operate');
  const [next, setNext] = useState(policy);
  const [asking, setAsking] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
  };
  const words = next.days === null ? t('retention.forEver') : t('retention.daysText', { count: next.days });
  return (
    <form onSubmit={submit}>
      <Stack align="flex-start">
        <PolicyFields policy={next} onChange={setNext} />
        <Button type="submit" disabled={next.days === policy.days && next.texts === policy.texts}>{t('retention.save')}</Button>
      </Stack>
      <Confirm
        opened={asking} onClose={() => setAsking(false)} title={t('retention.shortenTitle', { days: words })} act={t('retention.save')} onConfirm={() => save(next)}
        destructive={next.days !== null}
      >
        {next.days !== null && t('retention.shortenText')}
      </Confirm>
    </form>
  );
}

function Recent() {
  const { t } = useTranslation('operate');
  const query = useQuery({ queryKey: ['retention', 'recent'], queryFn: ({ signal }) => ask(api.GET('/erasure/recent', { signal })), refetchInterval: 30_000 });
  return (
    <Section title={t('retention.recent')}>
      <Loaded query={query} what={t('retention.recent')}>
        {(erased) => erased.length === 0 ? <Text c="dimmed">{t('retention.recentNone')}</Text> : (
          <Table>
            <caption className="visually-hidden">{t('retention.recent')}</caption>
            <Table.Thead><Table.Tr><Table.Th>{t('retention.recentWhat')}</Table.Th><Table.Th>{t('retention.recentAt')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {erased.map((one) => (
                <Table.Tr key={`${one.kind} ${one.id}`}>
                  <Table.Td>{t(`retention.kinds.${one.kind as 'contents' | 'texts' | 'user'}`, { id: one.id })}</Table.Td>
                  <Table.Td><When at={one.at} /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Section>
  );
}
