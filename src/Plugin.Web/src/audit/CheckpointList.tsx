import { Badge, Button, Group, Spoiler, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, ask, type Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loading } from '../frame/Loading';
import { Problem } from '../frame/Problem';
import { When } from '../frame/When';
import { parseCheckpoint } from '../proofs/checkpoint';
import { signedBy, type LookedAt } from '../proofs/look';
import { browserMemory } from '../proofs/memory';
import { parseNote } from '../proofs/note';
import { countGood, stationsUnder, type Station } from '../proofs/stations';
import { Scrolling } from './Scrolling';
import { useText } from '../texts/useText';
import { inWords } from './names';
import { useNames } from './queries';

type SignedCheckpoint = Schema<'SignedCheckpoint'>;

const LIMIT = 10;

/** The checkpoints with who signed them, each signature checked here. */
export function CheckpointList({ looked }: { looked: LookedAt | undefined }) {
  const t = useText();
  const query = useInfiniteQuery({
    queryKey: ['checkpoint', 'list'],
    queryFn: ({ pageParam }) => ask(api.GET('/audit/checkpoints', { params: { query: { limit: LIMIT, ...(pageParam === null ? {} : { before: pageParam }) } } })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = query.data?.pages.flatMap((page) => page.checkpoints) ?? [];
  return (
    <>
      {query.isPending && <Loading what={t('proofs:checkpoints.title')} />}
      {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <Empty title={t('proofs:checkpoints.none')} text={t('proofs:checkpoints.noneText')} />}
      {rows.length > 0 && (
        <Scrolling label={t('proofs:checkpoints.title')}>
          <Table miw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('proofs:checkpoints.size')}</Table.Th>
                <Table.Th scope="col">{t('proofs:checkpoints.at')}</Table.Th>
                <Table.Th scope="col">{t('proofs:checkpoints.stations')}</Table.Th>
                <Table.Th scope="col">{t('proofs:checkpoints.note')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{rows.map((row) => <Row key={row.size} row={row} looked={looked} />)}</Table.Tbody>
          </Table>
        </Scrolling>
      )}
      {query.hasNextPage && (
        <Group justify="center" mt="sm">
          <Button variant="default" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('proofs:checkpoints.older')}</Button>
        </Group>
      )}
    </>
  );
}

function Row({ row, looked }: { row: SignedCheckpoint; looked: LookedAt | undefined }) {
  const t = useText();
  const checked = useQuery({
    queryKey: ['audit', 'checked', row.note, looked?.key.fingerprint ?? null],
    queryFn: () => checkedHere(row.note, looked as LookedAt),
    enabled: looked !== undefined,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600} className="numbers">{row.size.toLocaleString()}</Table.Th>
      <Table.Td><When at={row.at} /></Table.Td>
      <Table.Td>
        {checked.isError && <Badge color="red">{t('proofs:checkpoints.hubBad')}</Badge>}
        {checked.data && <Signers {...checked.data} />}
      </Table.Td>
      <Table.Td><Spoiler maxHeight={22} showLabel="…" hideLabel="–"><Text component="pre" m={0} className="audit-code" style={{ whiteSpace: 'pre-wrap' }}>{row.note}</Text></Spoiler></Table.Td>
    </Table.Tr>
  );
}

function Signers({ signed, stations }: { signed: boolean; stations: readonly Station[] }) {
  const t = useText();
  const names = useNames(stations.map(({ node }) => `node-${node}`));
  const named = (wanted: (station: Station) => boolean): string => stations.filter(wanted).map(({ node }) => inWords(t, `node-${node}`, names)).join(', ');
  const wrong = named(({ outcome }) => outcome === 'bad');
  return (
    <Group gap="xs">
      {!signed && <Badge color="red">{t('proofs:checkpoints.hubBad')}</Badge>}
      {countGood(stations) > 0 ? <><Badge color="green">{countGood(stations)}</Badge><Text size="sm">{named(({ outcome }) => outcome === 'good')}</Text></> : <Text size="sm" c="dimmed">{t('proofs:checkpoints.nobody')}</Text>}
      {wrong !== '' && <Badge color="red">{t('proofs:checkpoints.badOf', { nodes: wrong })}</Badge>}
    </Group>
  );
}

async function checkedHere(text: string, { hubKey, keys }: LookedAt): Promise<{ signed: boolean; stations: Station[] }> {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  return { signed: await signedBy(hubKey, note, checkpoint), stations: await stationsUnder(note, checkpoint, keys, browserMemory.read(checkpoint.origin.hub)) };
}
