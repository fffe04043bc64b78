import { Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { RowsProps } from './DataTable';

/** The rows of a list where there is no room for a table. */
export function DataCards<Row>({ what, rows, id, columns, to, stale }: RowsProps<Row>) {
  const [first, ...rest] = columns.filter((column) => !column.wideOnly);
  return (
    <Stack component="ul" gap={0} p={0} m={0} aria-label={what} aria-busy={stale} opacity={stale ? 0.6 : 1} styles={{ root: { listStyle: 'none' } }}>
      {rows.map((row) => (
        <Stack component="li" key={id(row)} gap={4} p="sm" style={{ borderTop: '1px solid var(--app-border)' }}>
          {first && (to
            ? <Link to={to(row)} className="list-row-link break">{first.show(row)}</Link>
            : <Text fw={600} component="div" className="break">{first.show(row)}</Text>)}
          {rest.map((column) => (
            <Group key={column.key} gap="xs" justify="space-between" align="flex-start" wrap="nowrap">
              <Text size="sm" c="dimmed">{column.label}</Text>
              <Text size="sm" component="div" ta="right" className="break">{column.show(row)}</Text>
            </Group>
          ))}
        </Stack>
      ))}
    </Stack>
  );
}
