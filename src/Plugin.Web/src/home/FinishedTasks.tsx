import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, askPage, type Schema } from '../api/client';
import { useMe } from '../api/session';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { isOpen } from '../frame/status';
import { StatusBadge } from '../frame/StatusBadge';
import { When } from '../frame/When';
import { useText } from '../texts/useText';

const SHOWN = 8;

/** What has come of my latest orders. */
export function FinishedTasks() {
  const t = useText();
  const me = useMe();
  const query = useQuery({
    queryKey: ['task', 'list', 'mine', 'latest', me.id],
    queryFn: ({ signal }) => askPage<Schema<'TaskView'>>(api.GET('/task', { params: { query: { init_user_id: me.id, is_user_created: 1, per_page: 25, sort: '-id' } }, signal })),
  });
  return (
    <Section title={t('home:finished.title')} actions={<Anchor component={Link} to="/tasks" size="sm">{t('home:finished.all')}</Anchor>}>
      <Loaded query={query} what={t('home:finished.what')}>
        {(page) => {
          const ended = page.rows.filter((task) => !isOpen(task.status)).slice(0, SHOWN);
          return ended.length === 0
            ? <Empty icon="history" title={t('home:finished.none')} text={t('home:finished.noneText')} />
            : (
                <Stack gap="xs">
                  {ended.map((task) => (
                    <Group key={task.id} justify="space-between" gap="xs" wrap="nowrap">
                      <Anchor component={Link} to={`/tasks/${task.id}`} className="break" c="inherit">{task.name || t('home:unnamed', { id: task.id })}</Anchor>
                      <Group gap="sm" wrap="nowrap">
                        <Text size="sm" c="dimmed" visibleFrom="sm" component="span"><When at={task.finished_at ?? task.created_at} relative /></Text>
                        <StatusBadge status={task.status} />
                      </Group>
                    </Group>
                  ))}
                </Stack>
              );
        }}
      </Loaded>
    </Section>
  );
}
