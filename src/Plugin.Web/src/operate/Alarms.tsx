import { Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Icon } from '../frame/Icon';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { When } from '../frame/When';

/** What stations and the hub found wrong with the log. */
export function Alarms() {
  const { t } = useTranslation('operate');
  const me = useMe();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['alarm', 'all'], queryFn: ({ signal }) => ask(api.GET('/audit/alarms', { signal })) });
  const acknowledge = async (id: string) => {
    await ask(api.POST('/audit/alarms/{id}/acknowledgement', { params: { path: { id } } }));
    await client.invalidateQueries({ queryKey: ['alarm'] });
  };
  return (
    <Section title={t('alarms.title')}>
      <Loaded query={query} what={t('alarms.what')}>
        {({ alarms }) => alarms.length === 0
          ? <Group gap="xs" wrap="nowrap" align="flex-start" c="var(--app-good, var(--mantine-color-text))"><Icon name="check" /><Text size="sm">{t('alarms.none')}</Text></Group>
          : (
              <Stack gap="sm">
                {alarms.map((alarm) => (
                  <Group key={alarm.id} justify="space-between" gap="xs">
                    <div>
                      <Text size="sm" fw={alarm.acknowledged_at === null ? 700 : 400} {...(alarm.acknowledged_at === null ? { c: 'var(--mantine-color-error)' } : {})}>{alarm.text}</Text>
                      <Text size="sm" c="dimmed">
                        {alarm.node_id !== null && <>{t('alarms.node', { id: alarm.node_id })} · </>}
                        {t('alarms.raised')} <When at={alarm.raised_at} />
                        {alarm.acknowledged_at !== null && <> · {t('alarms.acknowledged')} <When at={alarm.acknowledged_at} /> {t('alarms.by')} {alarm.acknowledged_by}</>}
                      </Text>
                    </div>
                    {alarm.acknowledged_at === null && me.may('event', 'send', 'global') && (
                      <ConfirmButton label={t('alarms.acknowledge')} act={t('alarms.acknowledge')} title={t('alarms.acknowledgeTitle')} onConfirm={() => acknowledge(alarm.id)} destructive={false}>
                        {t('alarms.acknowledgeText')}
                      </ConfirmButton>
                    )}
                  </Group>
                ))}
              </Stack>
            )}
      </Loaded>
    </Section>
  );
}
