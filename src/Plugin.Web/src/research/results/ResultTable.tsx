import { Group, Table, Text, UnstyledButton, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Download } from '../../frame/Download';
import { Icon } from '../../frame/Icon';
import { csvOf } from './csv';
import { sorted, type Cell, type TableData } from './table';
import { useFormats } from './useFormats';

const PAGE = 25;

/** Rows to sort and page through. */
export function ResultTable({ table, name, label }: { table: TableData; name: string; label: string }) {
  const { t } = useTranslation('research');
  const { figure } = useFormats();
  const [order, setOrder] = useState<{ by: number; descending: boolean } | null>(null);
  const [page, setPage] = useState(0);
  const rows = (order === null ? table : sorted(table, order.by, order.descending)).rows;
  const numeric = table.columns.map((_, i) => rows.some((row) => typeof row[i] === 'number') && rows.every((row) => typeof row[i] !== 'string'));
  const shown = (value: Cell) => (value === null ? '–' : typeof value === 'number' ? figure(value) : String(value));
  const turn = (i: number) => setOrder((now) => (now?.by === i ? (now.descending ? null : { by: i, descending: true }) : { by: i, descending: false }));
  return (
    <>
      <Table.ScrollContainer minWidth={320} type="native" tabIndex={0} role="region" aria-label={label}>
        <Table striped>
          <caption className="visually-hidden">{label}</caption>
          <Table.Thead>
            <Table.Tr>
              {table.columns.map((column, i) => (
                <Table.Th key={i} ta={numeric[i] ? 'right' : 'left'} aria-sort={order?.by !== i ? 'none' : order.descending ? 'descending' : 'ascending'}>
                  <UnstyledButton fz="sm" fw={700} onClick={() => turn(i)} aria-label={t('results.sortBy', { column: column || t('results.name') })}>
                    {column || t('results.name')}{order?.by === i && <Icon name={order.descending ? 'down' : 'up'} size={13} />}
                  </UnstyledButton>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(page * PAGE, (page + 1) * PAGE).map((row, r) => (
              <Table.Tr key={r}>
                {row.map((value, i) => (
                  <Table.Td key={i} ta={numeric[i] ? 'right' : 'left'} className={numeric[i] ? 'numbers' : 'break'} {...(numeric[i] ? {} : { style: { minWidth: '6rem' } })} title={typeof value === 'number' ? String(value) : undefined}>{shown(value)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed" className="numbers">{t('results.rows', { count: rows.length })}</Text>
        <Group gap="xs">
          {rows.length > PAGE && (
            <>
              <Button size="xs" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>{t('results.previous')}</Button>
              <Button size="xs" variant="default" disabled={(page + 1) * PAGE >= rows.length} onClick={() => setPage(page + 1)}>{t('results.next')}</Button>
            </>
          )}
          <Download label="CSV" name={`${name}.csv`} type="text/csv" content={() => csvOf({ ...table, rows })} />
        </Group>
      </Group>
    </>
  );
}
