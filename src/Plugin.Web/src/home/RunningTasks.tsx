import { Anchor, Box, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { StatusBadge } from '../frame/StatusBadge';
import { Lasted } from '../frame/When';
import { useText } from '../texts/useText';
import { useOpenTasks } from './openTasks';

export function RunningTasks() {
  const t = useText();
  const query = useOpenTasks();
  return (
    <Section title={t('home:running.title')}>
      <Loaded query={query} what={t('home:running.what')}>
        {({ tasks, total }) => tasks.length === 0
          ? <Empty icon="task" title={t('home:running.none')} text={t('home:running.noneText')} />
          : (
              <Stack gap="sm">
                {tasks.map((task) => <RunningTask key={task.id} task={task} />)}
                {total > tasks.length && <Text size="sm" c="dimmed">{t('home:more', { count: total - tasks.length })}</Text>}
              </Stack>
            )}
      </Loaded>
    </Section>
  );
}

function RunningTask({ task }: { task: Schema<'TaskView'> }) {
  const t = useText();
  const { runs = 0, ended = 0, failed = 0 } = task.progress ?? {};
  const share = (part: number) => (runs === 0 ? 0 : (100 * part) / runs);
  const words = t('home:running.progress', { ended, runs });
  return (
    <Box>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Anchor component={Link} to={`/tasks/${task.id}`} fw={600} className="break" c="inherit">{task.name || t('home:unnamed', { id: task.id })}</Anchor>
        <StatusBadge status={task.status} />
      </Group>
      <Progress.Root size="sm" my={6}>
        <Progress.Section value={share(ended - failed)} color="green" aria-label={words} />
        <Progress.Section value={share(failed)} color="red" aria-label={t('home:running.failed', { count: failed })} />
      </Progress.Root>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" className="numbers">{words}{failed > 0 && ` · ${t('home:running.failed', { count: failed })}`}</Text>
        <Text size="sm" c="dimmed"><Lasted from={task.created_at} to={null} /></Text>
      </Group>
    </Box>
  );
}
