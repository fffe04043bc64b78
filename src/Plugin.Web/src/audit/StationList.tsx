import { Badge, Table } from '@mantine/core';
import type { Station } from '../proofs/stations';
import { Scrolling } from './Scrolling';
import { useText } from '../texts/useText';
import { inWords } from './names';
import { useNames } from './queries';

/** Stations with what came of their signatures. */
export function StationList({ stations }: { stations: readonly Station[] }) {
  const t = useText();
  const names = useNames(stations.map(({ node }) => `node-${node}`));
  return (
    <Scrolling label={t('proofs:stations.list')}>
      <Table>
        <Table.Caption>{t('proofs:stations.list')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('proofs:stations.station')}</Table.Th>
            <Table.Th scope="col">{t('proofs:stations.outcome')}</Table.Th>
            <Table.Th scope="col">{t('proofs:stations.fingerprint')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stations.map(({ node, outcome, fingerprint }) => (
            <Table.Tr key={node}>
              <Table.Th scope="row" fw={600}>{inWords(t, `node-${node}`, names)}</Table.Th>
              <Table.Td><Badge color={outcome === 'good' ? 'green' : outcome === 'bad' ? 'red' : 'orange'}>{t(`proofs:stations.outcomes.${outcome}`)}</Badge></Table.Td>
              <Table.Td className="audit-code">{fingerprint ?? ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scrolling>
  );
}
