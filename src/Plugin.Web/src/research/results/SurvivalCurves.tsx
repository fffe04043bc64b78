import { Select, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../charts/Chart';
import { survivalOption } from '../charts/options';
import { atRiskFrom, type SurvivalView } from './survival';
import { useFormats } from './useFormats';

const MARKS = 6;

/** Kaplan-Meier curves with their 95% bands, and how many were still observed. */
export function SurvivalCurves({ survival, name, time }: { survival: SurvivalView; name: string; time: string }) {
  const { t } = useTranslation('research');
  const { figure } = useFormats();
  const [which, setWhich] = useState(survival.panels.length > 1 ? '1' : '0');
  const panel = survival.panels[Number(which)] ?? survival.panels[0]!;
  const words = useMemo(() => ({ time: time || t('survival.time'), survival: t('survival.survival'), all: t('results.all') }), [t, time]);
  const option = useMemo(() => survivalOption(panel.series, words, figure), [panel, words, figure]);
  const last = Math.max(...panel.series.flatMap((one) => one.points.map((point) => point.time)), 1);
  const marks = Array.from({ length: MARKS }, (_, i) => Math.round((last * i) / MARKS));
  const hasRisk = panel.series.some((one) => one.points.some((point) => point.atRisk !== null));
  return (
    <Stack gap="sm">
      {survival.panels.length > 1 && (
        <Select
          label={t('survival.panel')} value={which} onChange={(value) => setWhich(value ?? '0')} allowDeselect={false} w={260}
          data={survival.panels.map((one, i) => ({ value: String(i), label: one.by === '' ? t('results.all') : t('survival.by', { column: one.by }) }))}
        />
      )}
      <Chart label={t('survival.label', { groups: panel.series.map((one) => one.name || words.all).join(', ') })} name={name} option={option} height={400} />
      <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={t('survival.figures')}>
        <Table>
          <caption className="visually-hidden">{t('survival.figures')}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{panel.by || t('survival.group')}</Table.Th>
              <Table.Th ta="right">{t('survival.patients')}</Table.Th><Table.Th ta="right">{t('survival.events')}</Table.Th><Table.Th ta="right">{t('survival.median')}</Table.Th>
              {hasRisk && marks.map((mark) => <Table.Th key={mark} ta="right">{t('survival.atRisk', { time: figure(mark) })}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {panel.series.map((one) => (
              <Table.Tr key={one.name}>
                <Table.Th scope="row">{one.name || words.all}</Table.Th>
                {[one.patients, one.events, one.median].map((value, i) => <Table.Td key={i} ta="right" className="numbers">{value === null ? '–' : figure(value)}</Table.Td>)}
                {hasRisk && marks.map((mark) => { const risk = atRiskFrom(one, mark); return <Table.Td key={mark} ta="right" className="numbers">{risk === null ? '–' : figure(risk)}</Table.Td>; })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed">{t('survival.note')}</Text>
    </Stack>
  );
}
