import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, askPage, type Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { OnlineBadge } from '../frame/OnlineBadge';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { useText } from '../texts/useText';

const SHOWN = 10;

/** Nodes that went offline, after how many are there. */
export function Nodes() {
  const t = useText();
  const query = useQuery({
    queryKey: ['node', 'list', 'home'],
    queryFn: ({ signal }) => askPage<Schema<'Node'>>(api.GET('/node', { params: { query: { per_page: 500, sort: 'id' } }, signal })),
  });
  return (
    <Section title={t('home:nodes.title')}>
      <Loaded query={query} what={t('home:nodes.what')}>
        {(page) => {
          const away = page.rows.filter((node) => node.status !== 'online')
            .sort((one, other) => (other.last_seen ?? '').localeCompare(one.last_seen ?? ''));
          return page.total === 0 ? <Empty icon="node" title={t('home:nodes.none')} text={t('home:nodes.noneText')} /> : (
            <Stack gap="xs">
              <Text size="sm" c="dimmed">{t('home:nodes.count', { online: page.rows.length - away.length, total: page.rows.length })}</Text>
              {away.slice(0, SHOWN).map((node) => (
                <Group key={node.id} justify="space-between" gap="xs" wrap="nowrap">
                  <div>
                    <Text size="sm" fw={600} className="break">{node.name}</Text>
                    {node.last_seen && <Text size="sm" c="dimmed">{t('home:nodes.since')} <When at={node.last_seen} relative /></Text>}
                  </div>
                  <OnlineBadge status={node.status} />
                </Group>
              ))}
              {away.length > SHOWN && <Text size="sm" c="dimmed">{t('home:more', { count: away.length - SHOWN })}</Text>}
            </Stack>
          );
        }}
      </Loaded>
    </Section>
  );
}
