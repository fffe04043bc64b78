import { Tabs, Text } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Chart } from '../charts/Chart';
import { boxOption, forestOption, histogramOption, lineOption } from '../charts/options';
import { ContingencyTable } from './ContingencyTable';
import { isObject } from './json';
import { JsonTree } from './JsonTree';
import { ResultTable } from './ResultTable';
import { SummaryView } from './SummaryView';
import { SurvivalCurves } from './SurvivalCurves';
import { useFormats } from './useFormats';
import { viewsOf, type View } from './views';

interface ResultViewsProps {
  value: unknown;
  declared?: readonly Schema<'FunctionVisualization'>[] | undefined;
  /** Of files that are saved. */
  name: string;
}

/** A result in the ways that fit it. */
export function ResultViews({ value, declared, name }: ResultViewsProps) {
  const { t } = useTranslation('research');
  const views = useMemo(() => viewsOf(value, declared), [value, declared]);
  const [chosen, setChosen] = useState('0');
  const label = (view: View) => ('title' in view && view.title ? view.title : t(`results.kind.${view.kind}`));
  const view = views[Number(chosen)] ?? views[0]!;
  return (
    <Tabs value={chosen} onChange={(tab) => setChosen(tab ?? '0')} keepMounted={false}>
      <Tabs.List mb="md">{views.map((one, i) => <Tabs.Tab key={i} value={String(i)}>{label(one)}</Tabs.Tab>)}</Tabs.List>
      <Tabs.Panel value={chosen}><OneView view={view} name={name} time={isObject(value) && typeof value['time'] === 'string' ? value['time'] : ''} /></Tabs.Panel>
    </Tabs>
  );
}

function OneView({ view, name, time }: { view: View; name: string; time: string }): ReactNode {
  const { t } = useTranslation('research');
  switch (view.kind) {
    case 'survival': return <SurvivalCurves survival={view.survival} name={name} time={time} />;
    case 'summary': return <SummaryView rows={view.rows} name={name} />;
    case 'contingency': return <ContingencyTable contingency={view.contingency} name={name} />;
    case 'table': return <ResultTable table={view.table} name={name} label={view.title || t('results.kind.table')} />;
    case 'tree': return <JsonTree value={view.value} />;
    default: return <Drawn view={view} name={name} />;
  }
}

function Drawn({ view, name }: { view: Extract<View, { kind: 'forest' | 'histogram' | 'boxes' | 'line' }>; name: string }) {
  const { t } = useTranslation('research');
  const { figure } = useFormats();
  const [option, height] = useMemo(() => {
    switch (view.kind) {
      case 'forest': return [forestOption(view.forest, { estimate: t(view.forest.isRatio ? 'results.ratio' : 'results.coefficient') }, figure), 80 + view.forest.rows.length * 34];
      case 'histogram': return [histogramOption(view.histogram, { count: t('summary.count') }, figure), 320];
      case 'boxes': return [boxOption(view.boxes, figure), 60 + view.boxes.length * 42];
      case 'line': {
        const [x, y] = [view.table.columns.indexOf(view.x), view.table.columns.indexOf(view.y)];
        return [lineOption(view.title, view.table.rows.map((row) => [row[x], row[y]] as const), view), 340];
      }
    }
  }, [view, figure, t]);
  const missing = view.kind === 'histogram' ? view.histogram.missing : null;
  const about = view.kind === 'histogram' && view.histogram.column ? `: ${view.histogram.column}` : '';
  return (
    <>
      <Chart label={`${t(`results.kind.${view.kind}`)}${about}`} name={name} option={option} height={height} />
      {missing !== null && missing > 0 && <Text size="sm" c="dimmed">{t('results.missing', { count: missing, shown: figure(missing) })}</Text>}
    </>
  );
}
