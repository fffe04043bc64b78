import { Alert, Button, FileButton, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client';
import { Icon } from '../../frame/Icon';
import { EnvelopeError } from './envelope';
import { acceptKey, forgetKey, usePrivateKey } from './keyRing';

/** Takes an organization's private key into this tab, and lets go of it. */
export function KeyCard({ organization }: { organization: number }) {
  const { t } = useTranslation('research');
  const key = usePrivateKey(organization);
  const [fault, setFault] = useState<'shape' | 'key' | 'insecure' | null>(null);
  const own = useQuery({ queryKey: ['organization', organization], queryFn: ({ signal }) => ask(api.GET('/organization/{id}', { params: { path: { id: organization } }, signal })) });
  const take = async (file: File | null) => {
    if (file !== null && own.data) {
      try {
        await acceptKey(organization, await file.text(), own.data.public_key);
        setFault(null);
      } catch (error) {
        setFault(error instanceof EnvelopeError ? error.fault : 'shape');
      }
    }
  };
  const name = own.data?.name ?? t('organization', { id: organization });
  return (
    <Alert color={key ? 'green' : 'yellow'} icon={<Icon name="lock" />} title={key ? t('payload.held', { name }) : t('payload.needed', { name })}>
      <Text size="sm">{t('payload.stays')}</Text>
      {fault && <Text size="sm" c="red" fw={600} role="alert" mt="xs">{t(fault === 'insecure' ? 'payload.insecure' : 'payload.notTheirs', { name })}</Text>}
      <Group mt="sm">
        {key
          ? <Button size="xs" variant="default" onClick={() => forgetKey(organization)}>{t('payload.forget')}</Button>
          : <FileButton accept=".pem,.key,application/x-pem-file,text/plain" onChange={(file) => void take(file)} inputProps={{ 'aria-label': t('payload.choose') }}>{(props) => <Button size="xs" {...props} disabled={!own.data}>{t('payload.choose')}</Button>}</FileButton>}
      </Group>
    </Alert>
  );
}
