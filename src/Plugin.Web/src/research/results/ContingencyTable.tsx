import { Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Download } from '../../frame/Download';
import type { Contingency } from './counts';
import { csvOf } from './csv';
import { useFormats } from './useFormats';

type Shown = 'counts' | 'rows' | 'columns';

/** Counts with their sums, or as shares of a row or column. */
export function ContingencyTable({ contingency, name }: { contingency: Contingency; name: string }) {
  const { t } = useTranslation('research');
  const { figure, percent } = useFormats();
  const [shown, setShown] = useState<Shown>('counts');
  const { rows, columns, counts, missing } = contingency;
  const rowSums = counts.map((row) => sum(row));
  const columnSums = columns.map((_, i) => sum(counts.map((row) => row[i] ?? 0)));
  const total = sum(rowSums);
  const cell = (count: number, ofRow: number, ofColumn: number) => {
    const whole = shown === 'rows' ? ofRow : ofColumn;
    return shown === 'counts' ? figure(count) : whole === 0 ? '–' : percent(count / whole);
  };
  return (
    <>
      <Group justify="space-between" mb="xs">
        <SegmentedControl
          size="xs" aria-label={t('results.shareOf')} value={shown} onChange={(value) => setShown(value as Shown)}
          data={(['counts', 'rows', 'columns'] as const).map((value) => ({ value, label: t(`results.share.${value}`) }))}
        />
        <Download label="CSV" name={`${name}.csv`} type="text/csv" content={() => csvOf({ columns: [contingency.row, ...columns], rows: rows.map((row, i) => [row, ...counts[i]!]) })} />
      </Group>
      <Table.ScrollContainer minWidth={320} type="native" tabIndex={0} role="region" aria-label={t('results.contingency')}>
        <Table withColumnBorders>
          <caption className="visually-hidden">{t('results.contingency')}</caption>
          <Table.Thead>
            {contingency.column && <Table.Tr><Table.Td /><Table.Th colSpan={columns.length + 1} ta="center">{contingency.column}</Table.Th></Table.Tr>}
            <Table.Tr>
              <Table.Th>{contingency.row}</Table.Th>
              {columns.map((column) => <Table.Th key={column} ta="right" scope="col">{column}</Table.Th>)}
              <Table.Th ta="right" scope="col">{t('results.total')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, r) => (
              <Table.Tr key={row}>
                <Table.Th scope="row">{row}</Table.Th>
                {columns.map((column, c) => <Table.Td key={column} ta="right" className="numbers">{cell(counts[r]![c] ?? 0, rowSums[r]!, columnSums[c]!)}</Table.Td>)}
                <Table.Td ta="right" className="numbers" fw={600}>{cell(rowSums[r]!, rowSums[r]!, total)}</Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row">{t('results.total')}</Table.Th>
              {columnSums.map((one, c) => <Table.Td key={c} ta="right" className="numbers" fw={600}>{cell(one, total, one)}</Table.Td>)}
              <Table.Td ta="right" className="numbers" fw={700}>{figure(total)}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {missing !== null && <Text size="sm" c="dimmed" mt="xs">{t('results.missingPairs', { count: missing, shown: figure(missing) })}</Text>}
    </>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
