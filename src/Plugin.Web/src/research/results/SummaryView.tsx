import { Box, Stack, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../charts/Chart';
import { boxOption, missingOption } from '../charts/options';
import type { Box as BoxFigures } from './counts';
import { ResultTable } from './ResultTable';
import { missingOf, type SummaryRow } from './summary';
import { useFormats } from './useFormats';

/** Figures of columns, how they lie, and what is missing. */
export function SummaryView({ rows, name }: { rows: readonly SummaryRow[]; name: string }) {
  const { t } = useTranslation('research');
  const { figure, percent } = useFormats();
  const all = t('results.all');
  const table = useMemo(() => ({
    columns: ['group', 'column', 'count', 'missing', 'mean', 'sd', 'min', 'median', 'max'].map((key) => t(`summary.${key as 'group'}`)),
    rows: rows.map((row) => [row.group || all, row.column, row.count, row.missing, row.mean, row.sd, row.min, row.median, row.max]),
  }), [rows, t, all]);
  const columns = [...new Set(rows.map((row) => row.column))];
  const missing = useMemo(() => missingOption(missingOf(rows), { all }, percent), [rows, all, percent]);
  const groups = new Set(rows.map((row) => row.group)).size;
  return (
    <Stack gap="lg">
      <ResultTable table={table} name={name} label={t('summary.title')} />
      {columns.map((column) => <Spread key={column} column={column} rows={rows.filter((row) => row.column === column)} name={`${name}-${column}`} all={all} show={figure} />)}
      <Box>
        <Title order={3} mb="xs">{t('summary.missingTitle')}</Title>
        <Chart label={t('summary.missingTitle')} name={`${name}-missing`} option={missing} height={70 + groups * 34} />
      </Box>
    </Stack>
  );
}

function Spread({ column, rows, name, all, show }: { column: string; rows: readonly SummaryRow[]; name: string; all: string; show: (figure: number) => string }) {
  const { t } = useTranslation('research');
  const boxes = useMemo(() => rows.flatMap((row): BoxFigures[] => {
    const { min, max, mean, sd } = row;
    return min === null || max === null || mean === null
      ? []
      : [{ name: row.group || all, figures: [min, Math.max(min, mean - (sd ?? 0)), row.median ?? mean, Math.min(max, mean + (sd ?? 0)), max] }];
  }), [rows, all]);
  const option = useMemo(() => boxOption(boxes, show), [boxes, show]);
  return boxes.length === 0 ? null : (
    <Box>
      <Title order={3} mb={0}>{column}</Title>
      <Box c="dimmed" fz="xs">{rows.some((row) => row.median !== null) ? t('summary.spread') : t('summary.spreadMean')}</Box>
      <Chart label={`${column}: ${t('summary.spread')}`} name={name} option={option} height={60 + boxes.length * 42} />
    </Box>
  );
}
