import { Box, Text } from '@mantine/core';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useChart } from '../frame/useChart';
import { summary, type Line } from './history';

interface TimeChartProps {
  label: string;
  lines: readonly Line[];
  /** Values that fill the ground under them, one on the other. */
  stacked?: boolean;
}

/** Lines over the last hour, and the same in a sentence for those who cannot see them. */
export function TimeChart({ label, lines, stacked = false }: TimeChartProps) {
  const { t, i18n } = useTranslation('operate');
  const option = useMemo(() => timeOption(lines, stacked, i18n.language), [lines, stacked, i18n.language]);
  const { last, most } = summary(lines);
  return (
    <Box>
      <Text size="sm" fw={600}>{label}</Text>
      <Chart option={option} height={170} label={t('charts.now', { label, value: last, most })} />
    </Box>
  );
}

/** A chart without a frame. */
export function Chart({ option, height, label }: { option: EChartsCoreOption; height: number; label: string }) {
  const { place } = useChart(option);
  return <Box ref={place} role="img" aria-label={label} h={height} w="100%" />;
}

// Told apart without red and green.
export const colors = ['#1c8a92', '#e08214', '#5e60ce', '#b5179e', '#6c757d', '#3a86ff'];

function timeOption(lines: readonly Line[], stacked: boolean, language: string): EChartsCoreOption {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return {
    color: colors,
    grid: { left: 8, right: 12, top: lines.length > 1 ? 28 : 10, bottom: 4, containLabel: true },
    legend: { show: lines.length > 1, top: 0, left: 0, icon: 'roundRect', itemHeight: 8, itemWidth: 14 },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value: unknown) => (typeof value === 'number' ? numbers.format(value) : '–') },
    xAxis: { type: 'time', splitNumber: 4, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', min: 0, minInterval: 0, splitNumber: 3, axisLabel: { formatter: (value: number) => numbers.format(value) } },
    series: lines.map((line) => ({
      type: 'line', name: line.name, data: line.points, showSymbol: line.points.length < 3, symbolSize: 5, lineStyle: { width: 2 },
      ...(stacked ? { stack: 'all', areaStyle: { opacity: 0.35 } } : {}),
    })),
  };
}
