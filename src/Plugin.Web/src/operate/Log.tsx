import { Alert, Button, Code, SimpleGrid, Table } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ask, type Schema } from '../api/client';
import { useSubmit } from '../account/useSubmit';
import { Empty } from '../frame/Empty';
import { Facts } from '../frame/Facts';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { Alarms } from './Alarms';
import { useLog } from './queries';
import { Chart, colors } from './TimeChart';

export function Log() {
  const { t } = useTranslation('operate');
  const query = useLog();
  const client = useQueryClient();
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.POST('/audit/checkpoint', { parseAs: 'text' }));
    await client.invalidateQueries({ queryKey: ['checkpoint'] });
    notifications.show({ message: t('log.made'), color: 'green' });
  });
  return (
    <Page title={t('log.title')} about={t('log.about')} actions={<form onSubmit={onSubmit}><Button type="submit" variant="default" loading={busy}>{t('log.make')}</Button></form>}>
      {error !== null && <Problem error={error} />}
      <Loaded query={query} what={t('log.what')}>
        {(log) => (
          <>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Signed log={log} />
              <Growth days={log.days} />
            </SimpleGrid>
            <Witnesses log={log} />
          </>
        )}
      </Loaded>
      <Alarms />
    </Page>
  );
}

function Signed({ log }: { log: Schema<'LogState'> }) {
  const { t, i18n } = useTranslation('operate');
  const unsigned = log.head - (log.checkpoint?.size ?? 0);
  return (
    <Section title={t('log.state')}>
      <Facts
        facts={[
          [t('log.head'), new Intl.NumberFormat(i18n.language).format(log.head)],
          [t('log.checkpoint'), log.checkpoint === null ? t('log.checkpointNone') : (
            <span key="checkpoint">{t('log.checkpointAt', { size: log.checkpoint.size })} <When at={log.checkpoint.at} relative />{unsigned > 0 ? ` · ${t('log.unsigned', { count: unsigned })}` : ''}</span>
          )],
          [t('log.cosigned'), log.cosigned === 0 ? '–' : t('log.cosignedAt', { size: log.cosigned })],
          [t('log.origin'), <Code key="origin" className="break">{log.origin}</Code>],
        ]}
      />
      {log.cosigned === 0 && <Alert color="yellow" mt="md">{t('log.cosignedNone')}</Alert>}
    </Section>
  );
}

function Growth({ days }: { days: readonly Schema<'LogDay'>[] }) {
  const { t, i18n } = useTranslation('operate');
  const option = useMemo((): EChartsCoreOption => ({
    color: colors,
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: days.map(({ day }) => new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))) },
    yAxis: { type: 'value', splitNumber: 3 },
    series: [{ type: 'bar', name: t('log.growth'), data: days.map((day) => day.events), barMaxWidth: 28 }],
  }), [days, t, i18n.language]);
  return (
    <Section title={t('log.growth')}>
      <Chart option={option} height={220} label={t('log.growthLabel', { today: days.at(-1)?.events ?? 0, total: days.reduce((sum, day) => sum + day.events, 0) })} />
    </Section>
  );
}

function Witnesses({ log }: { log: Schema<'LogState'> }) {
  const { t, i18n } = useTranslation('operate');
  return (
    <Section title={t('log.witnesses')}>
      {log.witnesses.length === 0 ? <Empty icon="shield" title={t('log.witnessesNone')} text={t('log.witnessesNoneText')} /> : (
        <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={t('log.witnesses')}>
          <Table>
            <Table.Thead>
              <Table.Tr><Table.Th>{t('log.station')}</Table.Th><Table.Th ta="right">{t('log.upTo')}</Table.Th><Table.Th>{t('log.at')}</Table.Th><Table.Th ta="right">{t('log.behind')}</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {log.witnesses.map((witness) => (
                <Table.Tr key={witness.node_id}>
                  <Table.Td><Link to={`/nodes/${witness.node_id}`} className="list-row-link">{witness.name || `#${witness.node_id}`}</Link></Table.Td>
                  <Table.Td ta="right" className="numbers">{witness.size === null ? '–' : new Intl.NumberFormat(i18n.language).format(witness.size)}</Table.Td>
                  <Table.Td><When at={witness.at} relative /></Table.Td>
                  <Table.Td ta="right" className="numbers">{witness.size === null ? '–' : t('log.events', { count: Math.max(0, log.head - witness.size) })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
