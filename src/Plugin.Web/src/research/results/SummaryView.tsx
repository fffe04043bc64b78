import { Box, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../charts/Chart';
import { boxOption, forestOption, missingOption } from '../charts/options';
import { ResultTable } from './ResultTable';
import { meansOf, missingOf, spreadOf, type SummaryRow } from './summary';
import { useFormats } from './useFormats';

/** Figures of columns, how they lie, and what is missing. */
export function SummaryView({ rows, name }: { rows: readonly SummaryRow[]; name: string }) {
  const { t } = useTranslation('research');
  const { figure, percent } = useFormats();
  const all = t('results.all');
  const quartiles = rows.some((row) => row.q1 !== null);
  const medians = rows.some((row) => row.median !== null);
  const table = useMemo(() => ({
    columns: ['group', 'column', 'count', 'missing', 'mean', 'sd', 'min', ...(quartiles ? ['q1', 'median', 'q3'] : medians ? ['median'] : []), 'max'].map((key) => t(`summary.${key as 'group'}`)),
    rows: rows.map((row) => [row.group || all, row.column, row.count, row.missing, row.mean, row.sd, row.min, ...(quartiles ? [row.q1, row.median, row.q3] : medians ? [row.median] : []), row.max]),
  }), [rows, t, all, quartiles, medians]);
  const columns = [...new Set(rows.map((row) => row.column))];
  const missing = useMemo(() => missingOption(missingOf(rows), { all }, percent), [rows, all, percent]);
  const groups = new Set(rows.map((row) => row.group)).size;
  return (
    <Stack gap="lg">
      <ResultTable table={table} name={name} label={t('summary.title')} />
      {columns.map((column) => <Spread key={column} column={column} rows={rows.filter((row) => row.column === column)} name={`${name}-${column}`} all={all} show={figure} />)}
      <Box>
        <Title order={3} mb="xs">{t('summary.missingTitle')}</Title>
        {rows.some((row) => row.missing > 0)
          ? <Chart label={t('summary.missingTitle')} name={`${name}-missing`} option={missing} height={70 + groups * 34} />
          : <Text size="sm" c="dimmed">{t('summary.noneMissing')}</Text>}
      </Box>
    </Stack>
  );
}

/** One column: how its values lie, and how far apart the groups' means are. */
function Spread({ column, rows, name, all, show }: { column: string; rows: readonly SummaryRow[]; name: string; all: string; show: (figure: number) => string }) {
  const { t } = useTranslation('research');
  const [boxes, means, option, forest] = useMemo(() => {
    const called = (row: SummaryRow) => row.group || all;
    const [spread, apart] = [spreadOf(rows, called), meansOf(rows, called)];
    return [spread, apart, boxOption(spread, show), apart && forestOption(apart, { estimate: t('summary.meanInterval') }, show)];
  }, [rows, all, show, t]);
  if (boxes.length === 0) {
    return null;
  }

  const drawn = rows.some((row) => row.q1 !== null) ? 'quartiles' : rows.some((row) => row.median !== null) ? 'spread' : 'spreadMean';
  return (
    <Box component="section">
      <Title order={3} mb="xs">{column}</Title>
      <SimpleGrid cols={{ base: 1, md: forest ? 2 : 1 }} spacing="lg">
        <Box miw={0}>
          <Text c="dimmed" size="xs">{t(`summary.${drawn}`)}</Text>
          <Chart label={`${column}: ${t('results.kind.boxes')}`} name={`${name}-boxes`} option={option} height={60 + boxes.length * 42} />
        </Box>
        {means && forest && (
          <Box miw={0}>
            <Text c="dimmed" size="xs">{t('summary.means')}</Text>
            <Chart label={`${column}: ${t('results.kind.forest')}`} name={`${name}-means`} option={forest} height={80 + means.rows.length * 40} />
          </Box>
        )}
      </SimpleGrid>
    </Box>
  );
}
