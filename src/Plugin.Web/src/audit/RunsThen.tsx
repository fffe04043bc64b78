import { Badge, Table, Text } from '@mantine/core';
import { When } from '../frame/When';
import { Scrolling } from './Scrolling';
import { useText } from '../texts/useText';
import { inWords, type Names } from './names';
import { runsAt, type Event } from './replay';
import { colourOf, stateInWords } from './states';

/** All runs, those of subtasks too, as they were after so many steps. */
export function RunsThen({ events, step, task, names }: { events: readonly Event[]; step: number; task: number; names: Names }) {
  const t = useText();
  const runs = runsAt(events, step);
  if (runs.length === 0) {
    return <Text c="dimmed">{t('audit:replay.notYet')}</Text>;
  }

  return (
    <Scrolling label={t('audit:replay.runs')}>
      <Table miw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('audit:replay.run')}</Table.Th>
            <Table.Th scope="col">{t('audit:replay.where')}</Table.Th>
            <Table.Th scope="col">{t('audit:replay.state')}</Table.Th>
            <Table.Th scope="col">{t('audit:replay.attempt')}</Table.Th>
            <Table.Th scope="col">{t('audit:replay.since')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.stream} className={run.moved ? 'audit-row-now' : ''}>
              <Table.Th scope="row" fw={600}>
                {inWords(t, run.stream, names)}
                {run.task !== null && run.task !== task && <Text span size="xs" c="dimmed"> {t('audit:replay.subtask', { id: run.task })}</Text>}
              </Table.Th>
              <Table.Td>{run.organisation === null ? '' : names.get(`organisation-${run.organisation}`) ?? inWords(t, `organisation-${run.organisation}`, names)}</Table.Td>
              <Table.Td><Badge color={colourOf(run.state)}>{stateInWords(t, run.state, run.stream)}</Badge></Table.Td>
              <Table.Td className="numbers">{run.attempt ?? ''}</Table.Td>
              <Table.Td><When at={run.since} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scrolling>
  );
}
