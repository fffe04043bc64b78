import { Anchor, Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../../api/client';
import { Icon } from '../../frame/Icon';
import { Section } from '../../frame/Section';
import { StatusBadge } from '../../frame/StatusBadge';
import { Lasted, When } from '../../frame/When';
import { flat, stateOf, treeOf, type Branch, type JobRun } from '../jobs/tree';
import { OrganizationName } from '../Names';
import { RunLog } from './RunLog';

const FEW = 12;

/** The task that people ordered, what its algorithm ordered elsewhere, and every run of them. */
export function JobTree({ job, of }: { job: Schema<'JobView'>; of: number }) {
  const { t } = useTranslation('research');
  const branches = flat(treeOf(job.tasks));
  const [all, setAll] = useState(false);
  const shown = all ? branches : branches.slice(0, FEW);
  return (
    <Section title={branches.length > 1 ? t('task.tree') : t('task.runsTitle')}>
      <Stack component="ul" gap="sm" p={0} m={0} styles={{ root: { listStyle: 'none' } }}>
        {shown.map((branch) => <TaskOfJob key={branch.task.id} branch={branch} current={branch.task.id === of} alone={branches.length === 1} />)}
      </Stack>
      {branches.length > shown.length && (
        <Button variant="subtle" mt="sm" onClick={() => setAll(true)}>{t('task.more', { count: branches.length - shown.length })}</Button>
      )}
      {job.total > job.tasks.length && <Text size="sm" c="dimmed" mt="sm">{t('task.tooMany', { shown: job.tasks.length, total: job.total })}</Text>}
    </Section>
  );
}

function TaskOfJob({ branch: { task, depth }, current, alone }: { branch: Branch; current: boolean; alone: boolean }) {
  const { t } = useTranslation('research');
  return (
    <Box component="li" pl={`calc(${Math.min(depth, 4)} * var(--mantine-spacing-lg))`}>
      {!alone && (
        <Group gap="xs" mb={4}>
          {depth > 0 && <Text span c="dimmed"><Icon name="tree" size={15} /></Text>}
          {current ? <Text fw={600} size="sm">{task.name || t('unnamed', { id: task.id })}</Text>
            : <Anchor component={Link} to={`/tasks/${task.id}`} size="sm" fw={600}>{task.name || t('unnamed', { id: task.id })}</Anchor>}
          <StatusBadge status={task.status} />
        </Group>
      )}
      <Stack component="ul" gap={4} p={0} m={0} styles={{ root: { listStyle: 'none' } }}>
        {task.runs.map((run) => <RunOfTask key={run.id} run={run} />)}
      </Stack>
    </Box>
  );
}

function RunOfTask({ run }: { run: JobRun }) {
  const { t } = useTranslation('research');
  const [log, setLog] = useState(false);
  const state = stateOf(run);
  return (
    <Box component="li" p="xs" style={{ border: '1px solid var(--app-border)', borderRadius: 'var(--mantine-radius-sm)' }}>
      <Group gap="sm" justify="space-between">
        <Group gap="sm">
          <Text size="sm" fw={600}><OrganizationName id={run.organization_id} /></Text>
          <StatusBadge status={run.status} />
          {state && <Badge color="yellow" variant="outline">{t(`state.${state}`)}</Badge>}
          {run.finished_at === null && run.node_status !== 'online' && <Badge color="orange" leftSection={<Icon name="cloudOff" size={13} />}>{t('task.nodeOffline')}</Badge>}
          {run.attempt > 1 && <Text size="xs" c="dimmed">{t('task.attempt', { count: run.attempt })}</Text>}
        </Group>
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {run.started_at === null ? <>{t('task.waits')} <Lasted from={run.assigned_at} to={run.finished_at} /></>
              : <><When at={run.started_at} /> · <Lasted from={run.started_at} to={run.finished_at} /></>}
          </Text>
          <Button size="compact-sm" variant="subtle" aria-expanded={log} onClick={() => setLog(!log)}>{log ? t('log.hide') : t('log.show')}</Button>
        </Group>
      </Group>
      {run.cause && run.status !== 'completed' && <Text size="sm" mt={4} className="break">{run.cause}</Text>}
      {log && <RunLog run={run.id} />}
    </Box>
  );
}
