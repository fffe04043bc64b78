import { Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { renew } from '../admin/data';
import { api, ask } from '../api/client';
import { ConfirmButton } from '../frame/Confirm';
import { Forecast, PolicyText, type Policy } from './Policy';

/** Leaves a collaboration to the hub's rule, which may erase more than its own. */
export function ClearRule({ collaboration, hub }: { collaboration: number; hub: Policy }) {
  const { t } = useTranslation('operate');
  const client = useQueryClient();
  const clear = async () => {
    await ask(api.DELETE('/erasure/retention/collaborations/{id}', { params: { path: { id: collaboration } } }));
    await renew(client, ['collaboration']);
  };
  return (
    <ConfirmButton label={t('retention.clear')} act={t('retention.clear')} title={t('retention.clearTitle')} onConfirm={clear} destructive={hub.days !== null}>
      <Stack gap="xs">
        <Text>{t('retention.clearText')}</Text>
        <Text fw={600}><PolicyText policy={hub} /></Text>
        {hub.days !== null && <Forecast collaboration={collaboration} days={hub.days} warns />}
      </Stack>
    </ConfirmButton>
  );
}
