import { Box, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { looks, isStatus } from '../../frame/status';
import { Section } from '../../frame/Section';
import { length } from '../../frame/time';
import { flat, treeOf } from '../jobs/tree';
import { timelineOf, type Lane } from '../jobs/timeline';
import { useOrganizationName } from '../queries';

const ROW = 26;
const BAR = 14;
const MOST = 60;

/** Who worked when and for how long. */
export function TimelineChart({ job }: { job: Schema<'JobView'> }) {
  const { t, i18n } = useTranslation('research');
  const open = job.tasks.some((task) => task.runs.some((run) => run.finished_at === null));
  const now = useNow(open);
  const timeline = timelineOf(flat(treeOf(job.tasks)), now);
  const lanes = timeline.lanes.slice(0, MOST);
  if (lanes.length === 0) {
    return null;
  }

  const percent = (at: number) => `${(100 * at) / timeline.length}%`;
  return (
    <Section title={t('timeline.title')} actions={<Legend />}>
      <Box style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('timeline.title')}>
        <Box style={{ display: 'grid', gridTemplateColumns: 'clamp(90px, 28%, 210px) minmax(120px, 1fr) max-content', columnGap: 12 }}>
          {lanes.map((lane) => <LaneRow key={lane.run} lane={lane} ticks={timeline.ticks} percent={percent} />)}
          <span />
          <svg width="100%" height={20} aria-hidden style={{ overflow: 'visible' }}>
            {timeline.ticks.map((tick, i) => (
              <text key={tick} x={percent(tick)} y={14} fontSize={11} fill="var(--mantine-color-dimmed)" textAnchor={i === 0 ? 'start' : 'middle'}>{tick === 0 ? '0' : length(tick, i18n.language)}</text>
            ))}
          </svg>
        </Box>
      </Box>
      {timeline.lanes.length > MOST && <Text size="sm" c="dimmed">{t('timeline.more', { count: timeline.lanes.length - MOST })}</Text>}
    </Section>
  );
}

function LaneRow({ lane, ticks, percent }: { lane: Lane; ticks: readonly number[]; percent: (at: number) => string }) {
  const { t, i18n } = useTranslation(['research', 'frame']);
  const name = useOrganizationName(lane.organization) ?? t('organization', { id: lane.organization });
  const total = lane.spans.reduce((sum, span) => sum + span.to - span.from, 0);
  const words = lane.spans.map((span) => t(`timeline.${span.phase}For`, { time: length(span.to - span.from, i18n.language) })).join(', ');
  const status = isStatus(lane.status) ? t(`frame:status.${looks[lane.status].key}`) : lane.status;
  const color = isStatus(lane.status) ? `var(--mantine-color-${looks[lane.status].color}-6)` : 'var(--mantine-color-gray-6)';
  return (
    <>
      <Text size="sm" h={ROW} truncate pl={lane.depth * 14} title={name}>{name} <Text span size="xs" c="dimmed">#{lane.task}</Text></Text>
      <svg width="100%" height={ROW} role="img" aria-label={`${name}: ${status}, ${words}`}>
        <title>{`${name}: ${status}, ${words}`}</title>
        {ticks.map((tick) => <line key={tick} x1={percent(tick)} x2={percent(tick)} y1={0} y2={ROW} stroke="var(--app-border)" />)}
        {lane.spans.map((span) => (
          <rect
            key={span.phase} x={percent(span.from)} width={`max(2px, ${percent(span.to - span.from)})`} y={(ROW - BAR) / 2} height={BAR} rx={3}
            style={{ width: `max(2px, ${percent(span.to - span.from)})`, fill: span.phase === 'waiting' ? 'var(--app-waiting)' : color, opacity: lane.open ? 0.75 : 1 }}
          />
        ))}
      </svg>
      <Text size="sm" ta="right" className="numbers" c="dimmed">{length(total, i18n.language)}</Text>
    </>
  );
}

function Legend() {
  const { t } = useTranslation('research');
  return (
    <Group gap="md">
      {([['waiting', 'var(--app-waiting)'], ['working', 'var(--mantine-color-green-6)']] as const).map(([phase, color]) => (
        <Group key={phase} gap={6}><Box w={12} h={12} style={{ background: color, borderRadius: 3 }} /><Text size="xs" c="dimmed">{t(`timeline.${phase}`)}</Text></Group>
      ))}
    </Group>
  );
}

function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) {
      return undefined;
    }

    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
