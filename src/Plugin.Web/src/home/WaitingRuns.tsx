import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, askPage, type Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Icon } from '../frame/Icon';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { useOpenTasks } from './openTasks';
import { whyWaiting } from './waiting';

/** Tasks that are looked into; of more, the newest. */
const TASKS = 8;
const SHOWN = 12;

/** Runs of my tasks that do not get on, and why. */
export function WaitingRuns() {
  const t = useText();
  const open = useOpenTasks();
  const tasks = (open.data?.tasks ?? []).slice(0, TASKS).map((task) => task.id);
  const query = useQuery({
    queryKey: ['run', 'standing', 'open', tasks],
    enabled: open.isSuccess,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(tasks.map((task_id) => askPage<Schema<'RunStanding'>>(
        api.GET('/run/standing', { params: { query: { task_id, state: 'open', per_page: 50 } }, signal }),
      )));
      return pages.flatMap((page) => page.rows).flatMap((run) => {
        const why = whyWaiting(run);
        return why === null ? [] : [{ run, why }];
      });
    },
  });
  return (
    <Section title={t('home:waiting.title')}>
      <Loaded query={open} what={t('home:waiting.what')}>{() => <Loaded query={query} what={t('home:waiting.what')}>
        {(waiting) => waiting.length === 0
          ? <Empty icon="check" title={t('home:waiting.none')} />
          : (
              <Stack gap="xs">
                {waiting.slice(0, SHOWN).map(({ run, why }) => (
                  <Group key={run.id} gap="sm" wrap="nowrap" align="flex-start">
                    <Icon name={why === 'approval' ? 'person' : why === 'offline' || why === 'unreachable' ? 'cloudOff' : 'clock'} />
                    <div>
                      <Anchor component={Link} to={`/tasks/${run.task_id}`} size="sm" className="break">{t('home:waiting.run', { task: run.task_id, node: run.node?.name ?? t('home:waiting.noNode') })}</Anchor>
                      <Text size="sm">{t(`home:waiting.${why}`)} <Text span size="sm" c="dimmed">(<When at={run.assigned_at} relative />)</Text></Text>
                    </div>
                  </Group>
                ))}
                {waiting.length > SHOWN && <Text size="sm" c="dimmed">{t('home:more', { count: waiting.length - SHOWN })}</Text>}
              </Stack>
            )}
      </Loaded>}</Loaded>
    </Section>
  );
}
