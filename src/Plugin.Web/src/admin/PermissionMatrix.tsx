import { Checkbox, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../frame/Icon';
import { matrixOf, operations, step, type Direction, type MatrixRule } from './matrix';
import { useWords } from './words';

interface PermissionMatrixProps {
  readonly rules: readonly MatrixRule[];
  readonly held: ReadonlySet<number>;
  /** Which roles a rule comes from. */
  readonly origins?: ReadonlyMap<number, readonly string[]>;
  /** Without it the matrix only shows. */
  readonly onChange?: (held: Set<number>) => void;
  /** Why a rule cannot be changed; null when it can. */
  readonly locked?: (rule: MatrixRule) => string | null;
}

const keys: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'] satisfies Direction[];

/** Permissions as rows of things and their reach and columns of what one does. One tab stop; the arrow keys move within. */
export function PermissionMatrix({ rules, held, origins, onChange, locked }: PermissionMatrixProps) {
  const { t } = useTranslation('admin');
  const words = useWords();
  const rows = useMemo(() => matrixOf(rules), [rules]);
  const byId = useMemo(() => new Map(rules.map((rule) => [rule.id, rule])), [rules]);
  const [[row, column], setPlace] = useState<readonly [number, number]>([0, 0]);
  const [told, setTold] = useState('');
  const table = useRef<HTMLTableElement>(null);
  const first = rows[row]?.cells[operations[column]!] === undefined ? step(rows, row, column, 'Home') : [row, column] as const;

  const move = (event: KeyboardEvent) => {
    if (onChange === undefined || !keys.includes(event.key)) {
      return;
    }

    event.preventDefault();
    const next = step(rows, first[0], first[1], event.key as Direction);
    setPlace(next);
    table.current?.querySelector<HTMLInputElement>(`[data-cell="${next[0]}-${next[1]}"]`)?.focus();
  };

  const toggle = (rule: MatrixRule) => {
    const reason = locked?.(rule) ?? null;
    setTold(reason ?? '');
    if (reason === null) {
      const next = new Set(held);
      if (!next.delete(rule.id)) {
        next.add(rule.id);
      }

      onChange?.(next);
    }
  };

  return (
    <Stack gap="xs">
      {origins && (
        <Group gap="md" c="dimmed" fz="sm">
          <Group gap={4}><Mark extra={false} />{t('matrix.legendRole')}</Group>
          <Group gap={4}><Mark extra />{t('matrix.legendExtra')}</Group>
        </Group>
      )}
      {onChange && <Text size="sm" c="dimmed">{t('matrix.hint')}</Text>}
      <Table.ScrollContainer minWidth={560} type="native" pos="relative" tabIndex={onChange ? -1 : 0} role="region" aria-label={t('matrix.label')}>
        <Table ref={table} verticalSpacing={6} withRowBorders onKeyDown={move}>
          <caption className="visually-hidden">{t('matrix.label')}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('matrix.what')}</Table.Th>
              <Table.Th>{t('matrix.reach')}</Table.Th>
              {operations.map((operation) => <Table.Th key={operation} ta="center">{words.operation(operation)}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ resource, scope, cells }, r) => (
              <Table.Tr key={`${resource} ${scope}`}>
                <Table.Th scope="row" fw={600} {...(rows[r - 1]?.resource === resource ? { c: 'dimmed' } : {})}>{words.resource(resource)}</Table.Th>
                <Table.Td>{words.scope(scope)}</Table.Td>
                {operations.map((operation, c) => {
                  const rule = byId.get(cells[operation] ?? -1);
                  return <Table.Td key={operation} ta="center">{rule && cell(rule, r, c)}</Table.Td>;
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {onChange && <Text role="status" size="sm" c="orange" mih={22}>{told}</Text>}
    </Stack>
  );

  function cell(rule: MatrixRule, r: number, c: number): ReactNode {
    const from = origins?.get(rule.id) ?? [];
    const label = t('matrix.cell', {
      operation: words.operation(rule.operation), what: words.resource(rule.name), reach: words.scope(rule.scope),
    });
    if (onChange === undefined) {
      const why = from.length > 0 ? t('matrix.fromRole', { roles: from.join(', ') }) : t('matrix.extra');
      return held.has(rule.id) ? (
        <Tooltip label={origins ? why : t('matrix.held')}>
          <span>
            <Mark extra={origins !== undefined && from.length === 0} />
            <span className="visually-hidden">{`${label}: ${origins ? why : t('matrix.held')}`}</span>
          </span>
        </Tooltip>
      ) : <Text span c="dimmed" aria-label={`${label}: ${t('matrix.notHeld')}`} role="img">·</Text>;
    }

    const reason = locked?.(rule) ?? null;
    const box = (
      <Checkbox
        data-cell={`${r}-${c}`} aria-label={label} aria-disabled={reason !== null} checked={held.has(rule.id)} onChange={() => toggle(rule)}
        tabIndex={r === first[0] && c === first[1] ? 0 : -1} onFocus={() => { setPlace([r, c]); setTold(reason ?? ''); }}
        opacity={reason === null ? 1 : 0.45} styles={{ body: { justifyContent: 'center' } }} size="sm"
      />
    );
    return reason === null ? box : <Tooltip label={reason} multiline maw={280}><div>{box}</div></Tooltip>;
  }
}

function Mark({ extra }: { extra: boolean }) {
  return (
    <Text span c={extra ? 'var(--mantine-color-orange-text)' : 'var(--mantine-color-anchor)'} style={{ verticalAlign: 'middle' }}>
      <Icon name={extra ? 'plus' : 'check'} size={18} />
    </Text>
  );
}
