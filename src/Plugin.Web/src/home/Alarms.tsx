import { Alert, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import { Icon } from '../frame/Icon';
import { Problem } from '../frame/Problem';
import { When } from '../frame/When';
import { useText } from '../texts/useText';

/** What is wrong with the log and nobody has dealt with; nothing when all is well. */
export function Alarms() {
  const t = useText();
  const query = useQuery({ queryKey: ['alarm', 'home'], queryFn: ({ signal }) => ask(api.GET('/audit/alarms', { signal })) });
  if (query.isError) {
    return <Problem error={query.error} retry={() => void query.refetch()} />;
  }

  const open = query.data?.alarms.filter((alarm) => alarm.acknowledged_at === null) ?? [];
  return open.length === 0 ? null : (
    <Alert color="red" icon={<Icon name="bell" />} title={t('home:alarms.title', { count: open.length })} role="alert">
      <List size="sm" spacing={4}>
        {open.map((alarm) => (
          <List.Item key={alarm.id}>{alarm.text} <Text span size="sm">(<When at={alarm.raised_at} relative />)</Text></List.Item>
        ))}
      </List>
    </Alert>
  );
}
