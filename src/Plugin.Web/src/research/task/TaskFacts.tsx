import { Anchor, Box, Code, Group, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../../api/client';
import { StatusBadge } from '../../frame/StatusBadge';
import { Lasted, When } from '../../frame/When';
import { OrganizationName, UserName } from '../Names';
import { useCollaborationNames, useStudies } from '../queries';
import { RunProgress } from '../tasks/TaskList';

export function TaskFacts({ task }: { task: Schema<'TaskView'> }) {
  const { t } = useTranslation('research');
  const collaboration = useCollaborationNames().get(task.collaboration.id) ?? String(task.collaboration.id);
  const study = useStudies(task.study ? task.collaboration.id : null).data?.find((one) => one.id === task.study?.id);
  const [image, digest] = task.image.split('@');
  return (
    <Box className="card" p="md">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md" verticalSpacing="sm" component="dl" m={0}>
        <Fact label={t('tasks.status')}><Group gap="sm"><StatusBadge status={task.status} /><RunProgress task={task} /></Group></Fact>
        <Fact label={t('tasks.user')}><UserName id={task.init_user.id} />, <OrganizationName id={task.init_org.id} /></Fact>
        <Fact label={t('tasks.created')}><When at={task.created_at} /></Fact>
        <Fact label={task.complete ? t('task.took') : t('task.running')}>
          {task.complete && task.finished_at === null ? '–' : <Lasted from={task.created_at} to={task.finished_at} />}
        </Fact>
        <Fact label={t('tasks.collaboration')}>{collaboration}{task.study && `, ${t('task.study', { name: study?.name ?? task.study.id })}`}</Fact>
        <Fact label={t('tasks.image')}><span className="break" title={digest}>{image}</span></Fact>
        <Fact label={t('task.data')}>
          {task.databases.length === 0 ? t('task.noData') : task.databases.map((database) => (
            <span key={database.label}>
              <Code>{database.label}</Code>{database.parameters !== '{}' && <Text span size="sm" c="dimmed" className="break"> {database.parameters}</Text>}{' '}
            </span>
          ))}
        </Fact>
        <Fact label={t('task.number')}>
          {task.id}{task.job_id !== task.id && <> · <Anchor component={Link} to={`/tasks/${task.job_id}`} size="sm">{t('task.top', { id: task.job_id })}</Anchor></>}
        </Fact>
      </SimpleGrid>
    </Box>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box>
      <Text component="dt" size="xs" c="dimmed">{label}</Text>
      <Text component="dd" size="sm" m={0} className="break">{children}</Text>
    </Box>
  );
}
