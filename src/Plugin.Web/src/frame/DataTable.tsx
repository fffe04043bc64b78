import { Group, Table, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Column } from './DataList';
import { Icon } from './Icon';

export interface RowsProps<Row> {
  readonly what: string;
  readonly rows: readonly Row[];
  readonly id: (row: Row) => string | number;
  readonly columns: readonly Column<Row>[];
  readonly to?: (row: Row) => string;
  readonly sort: string | undefined;
  readonly change: (what: Record<string, string | number | null>) => void;
  /** The rows are of the state before; the new ones are on their way. */
  readonly stale: boolean;
}

export function DataTable<Row>({ what, rows, id, columns, to, sort, change, stale }: RowsProps<Row>) {
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={what}>
      <Table aria-busy={stale} opacity={stale ? 0.6 : 1}>
        <caption className="visually-hidden">{what}</caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => <Heading key={column.key} column={column} sort={sort} change={change} />)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={id(row)}>
              {columns.map((column, i) => (
                <Table.Td key={column.key} ta={column.numeric ? 'right' : 'left'} className={column.numeric ? 'numbers' : undefined}>
                  {i === 0 && to ? <Link to={to(row)} className="list-row-link break">{column.show(row)}</Link> : column.show(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Heading<Row>({ column, sort, change }: { column: Column<Row>; sort: string | undefined; change: RowsProps<Row>['change'] }) {
  const { t } = useTranslation('frame');
  const by = column.sort;
  const order = by === undefined || sort?.replace(/^-/, '') !== by ? 'none' : sort.startsWith('-') ? 'descending' : 'ascending';
  return (
    <Table.Th ta={column.numeric ? 'right' : 'left'} {...(by === undefined ? {} : { 'aria-sort': order })}>
      {by === undefined ? column.label : (
        <UnstyledButton fz="sm" fw={700} onClick={() => change({ sort: order === 'ascending' ? `-${by}` : by })} title={t('list.sortBy', { column: column.label })}>
          <Group gap={2} wrap="nowrap">
            {column.label}
            {order !== 'none' && <Icon name={order === 'ascending' ? 'up' : 'down'} size={14} />}
          </Group>
        </UnstyledButton>
      )}
    </Table.Th>
  );
}
