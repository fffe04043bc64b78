import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { OnlineBadge } from '../frame/OnlineBadge';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { compareVersions } from './history';

/** @param head The log's end, which what stations have signed is compared with. */
export function Stations({ stations, head }: { stations: readonly Schema<'StationState'>[]; head: number }) {
  const { t, i18n } = useTranslation('operate');
  const number = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const newest = stations.flatMap((station) => station.agent_version ?? []).sort(compareVersions).at(-1);
  return (
    <Section title={t('stations.title')}>
      {stations.length === 0 ? <Empty icon="node" title={t('stations.none')} text={t('stations.noneText')} /> : (
        <Table.ScrollContainer minWidth={880} type="native" tabIndex={0} role="region" aria-label={t('stations.title')}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['name', 'state', 'organization', 'collaboration', 'contact', 'version', 'engine'] as const).map((key) => <Table.Th key={key}>{t(`stations.${key}`)}</Table.Th>)}
                {(['waiting', 'running', 'signed'] as const).map((key) => <Table.Th key={key} ta="right">{t(`stations.${key}`)}</Table.Th>)}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {stations.map((station) => (
                <Table.Tr key={station.id}>
                  <Table.Td miw={150}><Anchor component={Link} to={`/nodes/${station.id}`} size="sm" fw={600} className="break">{station.name}</Anchor></Table.Td>
                  <Table.Td><OnlineBadge status={station.status} /></Table.Td>
                  <Table.Td>{station.organization}</Table.Td>
                  <Table.Td>{station.collaboration ?? '–'}</Table.Td>
                  <Table.Td><When at={station.last_contact} relative /></Table.Td>
                  <Table.Td>
                    {station.agent_version ?? '–'}{' '}
                    {station.agent_version && newest && compareVersions(station.agent_version, newest) < 0 && <Badge color="orange">{t('stations.older', { version: newest })}</Badge>}
                  </Table.Td>
                  <Table.Td>{station.engine ?? '–'}</Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {number(station.waiting)}
                    {station.waiting_since && <Text size="xs" c="dimmed"><When at={station.waiting_since} relative /></Text>}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">{number(station.running)}</Table.Td>
                  <Table.Td ta="right" className="numbers">{station.signed_up_to === null ? t('stations.signedNone') : number(Math.max(0, head - station.signed_up_to))}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
