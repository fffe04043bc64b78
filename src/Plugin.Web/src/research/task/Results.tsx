import { Box, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Icon } from '../../frame/Icon';
import { Section } from '../../frame/Section';
import type { JobRun } from '../jobs/tree';
import { OrganizationName } from '../Names';
import { KeyCard } from '../payload/KeyCard';
import { usePrivateKey } from '../payload/keyRing';
import { useCollaboration } from '../queries';
import { Comparison } from './Comparison';
import { RunResult } from './RunResult';

const MOST_COMPARED = 40;

/** Results are fetched when somebody asks for them: they may be large, and who reads them is on record. */
export function Results({ task, job }: { task: Schema<'TaskView'>; job: Schema<'JobView'> }) {
  const { t } = useTranslation('research');
  const encrypted = useCollaboration(task.collaboration.id).data?.encrypted ?? false;
  const key = usePrivateKey(task.init_org.id);
  const [comparing, setComparing] = useState(false);
  const runs = job.tasks.find((one) => one.id === task.id)?.runs ?? [];
  const ready = runs.filter((run) => run.has_result && run.status === 'completed');
  const mayCompare = ready.length > 1 && ready.length <= MOST_COMPARED && (!encrypted || key !== undefined);
  return (
    <Section
      title={t('results.title')}
      actions={mayCompare && <Button variant="default" leftSection={<Icon name="chart" />} aria-expanded={comparing} onClick={() => setComparing(!comparing)}>{t(comparing ? 'results.apart' : 'results.compare')}</Button>}
    >
      <Stack gap="md">
        {encrypted && ready.length > 0 && <KeyCard organization={task.init_org.id} />}
        {ready.length === 0 && <Text c="dimmed">{task.complete ? t('results.none') : t('results.notYet')}</Text>}
        {comparing && mayCompare
          ? <Comparison task={task} runs={ready} encrypted={encrypted} />
          : ready.map((run) => <OneResult key={run.id} task={task} run={run} encrypted={encrypted} alone={ready.length === 1} />)}
      </Stack>
    </Section>
  );
}

function OneResult({ task, run, encrypted, alone }: { task: Schema<'TaskView'>; run: JobRun; encrypted: boolean; alone: boolean }) {
  const { t } = useTranslation('research');
  const [open, setOpen] = useState(false);
  return (
    <Box>
      <Group gap="sm" mb={open ? 'sm' : 0}>
        {!alone && <Text fw={600}><OrganizationName id={run.organization_id} /></Text>}
        <Button size={alone ? 'sm' : 'compact-sm'} variant={open ? 'subtle' : 'light'} leftSection={<Icon name={open ? 'up' : 'chart'} size={16} />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('results.close') : t('results.open')}
        </Button>
      </Group>
      {open && <RunResult task={task} run={run} encrypted={encrypted} />}
    </Box>
  );
}
