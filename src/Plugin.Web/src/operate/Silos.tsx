import { Badge, Table, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { Icon } from '../frame/Icon';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { shortName } from './history';

const MB = 1024 * 1024;

export function Silos({ silos }: { silos: readonly Schema<'SiloView'>[] }) {
  const { t, i18n } = useTranslation('operate');
  const number = (value: number) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(value);
  return (
    <Section title={t('overview.silos')}>
      <Table.ScrollContainer minWidth={880} type="native" tabIndex={0} role="region" aria-label={t('overview.silos')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('silo.id')}</Table.Th>
              <Table.Th>{t('silo.state')}</Table.Th>
              <Table.Th>{t('silo.version')}</Table.Th>
              <Table.Th>{t('silo.started')}</Table.Th>
              <Table.Th>{t('silo.seen')}</Table.Th>
              {(['feeds', 'load', 'failed', 'underWay', 'cpu', 'memory', 'lag'] as const).map((key) => <Table.Th key={key} ta="right">{t(`silo.${key}`)}</Table.Th>)}
              <Table.Th>{t('silo.duties')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {silos.map((silo) => (
              <Table.Tr key={silo.id}>
                <Table.Td miw={130}>
                  <Tooltip label={silo.id}><Text size="sm" fw={600} tabIndex={0}>{shortName(silo.id)}</Text></Tooltip>
                  <Text size="xs" c="dimmed" className="break">{silo.address}</Text>
                </Table.Td>
                <Table.Td><SiloState state={silo.state} /></Table.Td>
                <Table.Td>{silo.version}</Table.Td>
                <Table.Td><When at={silo.started_at} relative /></Table.Td>
                <Table.Td><When at={silo.seen_at} relative /></Table.Td>
                {[silo.nodes, silo.requests_per_second, silo.failed_per_second ?? 0, silo.requests, silo.cpu].map((value, i) => (
                  <Table.Td key={i} ta="right" className="numbers">{number(value)}</Table.Td>
                ))}
                <Table.Td ta="right" className="numbers">{t('silo.mb', { value: Math.round(silo.memory / MB) })}</Table.Td>
                <Table.Td ta="right" className="numbers">{number(silo.lag)}</Table.Td>
                <Table.Td><Text size="sm" c={silo.duties.length === 0 ? 'dimmed' : 'var(--mantine-color-text)'}>{silo.duties.join(', ') || t('silo.noDuties')}</Text></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function SiloState({ state }: { state: string }) {
  const { t } = useTranslation('operate');
  switch (state) {
    case 'serving':
      return <Badge color="green" leftSection={<Icon name="check" size={13} />}>{t('silo.serving')}</Badge>;
    case 'leaving':
      return <Badge color="yellow" leftSection={<Icon name="out" size={13} />}>{t('silo.leaving')}</Badge>;
    default:
      return <Badge color="red" leftSection={<Icon name="cloudOff" size={13} />}>{t('silo.gone')}</Badge>;
  }
}
