import { Badge, Box, Code, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { actorInWords, inWords, streamOf } from './names';
import { useNames } from './queries';
import { alarmText } from './sentence';

type Alarm = Schema<'AlarmView'>;

/** What must not happen to the log and did, those that nobody has looked into first. */
export function Alarms() {
  const t = useText();
  const query = useQuery({ queryKey: ['alarm', 'list'], queryFn: async () => (await ask(api.GET('/audit/alarms'))).alarms });
  return (
    <Loaded query={query} what={t('audit:alarms.title')}>
      {(alarms) => alarms.length === 0
        ? <Empty icon="check" title={t('audit:alarms.none')} text={t('audit:alarms.noneText')} />
        : <Stack gap="md">{alarms.map((alarm) => <AlarmCard key={alarm.id} alarm={alarm} />)}</Stack>}
    </Loaded>
  );
}

function AlarmCard({ alarm }: { alarm: Alarm }) {
  const t = useText();
  const me = useMe();
  const client = useQueryClient();
  const open = alarm.acknowledged_at === null;
  const names = useNames([...(alarm.node_id === null ? [] : [`node-${alarm.node_id}`]), ...(alarm.acknowledged_by === null ? [] : [streamOf(alarm.acknowledged_by)])]);
  const acknowledge = async (): Promise<void> => {
    await ask(api.POST('/audit/alarms/{id}/acknowledgement', { params: { path: { id: alarm.id } } }));
    await client.invalidateQueries({ queryKey: ['alarm'] });
  };
  return (
    <Box>
      <Group gap="xs" justify="space-between" align="flex-start">
        <Box flex={1} miw={240}>
          <Text fw={600} className="break">{alarmText(t, alarm.kind)}</Text>
          <Group gap="xs" c="dimmed" fz="sm">
            <Badge color={open ? 'red' : 'gray'}>{open ? t('audit:alarms.open') : t('audit:alarms.acknowledged', { who: actorInWords(t, alarm.acknowledged_by, names) })}</Badge>
            <When at={alarm.raised_at} />
            <span>{t('audit:alarms.by')}: {alarm.node_id === null ? t('audit:alarms.hub') : inWords(t, `node-${alarm.node_id}`, names)}</span>
          </Group>
        </Box>
        {open && me.may('event', 'send', 'global') && (
          <ConfirmButton label={t('audit:alarms.acknowledge')} title={t('audit:alarms.confirm')} act={t('audit:alarms.acknowledge')} onConfirm={acknowledge} destructive={false}>
            {t('audit:alarms.confirmText')}
          </ConfirmButton>
        )}
      </Group>
      {alarm.evidence.length > 0 && (
        <details>
          <summary>{t('audit:alarms.evidence')}</summary>
          {alarm.evidence.map((note, i) => <Code block key={i} mt="xs">{note}</Code>)}
        </details>
      )}
    </Box>
  );
}
