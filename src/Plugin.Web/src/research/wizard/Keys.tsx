import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Icon } from '../../frame/Icon';
import { fingerprintOf, pin, pinState, usePins, type PinState } from '../payload/pins';
import { KeyProof } from './KeyProof';

export interface KeyOf {
  readonly organization: Schema<'Organization'>;
  readonly fingerprint: string | null;
  readonly state: PinState;
}

/** The public keys that an order would be encrypted for, and what this browser knows of them; none where nothing is encrypted. */
export function useKeys(encrypted: boolean, members: readonly Schema<'Organization'>[], chosen: readonly number[]): readonly KeyOf[] {
  const pins = usePins();
  const asked = encrypted ? members.filter((one) => chosen.includes(one.id)) : [];
  const { data } = useQuery({
    queryKey: ['organization', 'fingerprints', asked.map((one) => [one.id, one.public_key])], enabled: asked.length > 0, staleTime: Infinity,
    queryFn: () => Promise.all(asked.map(async (organization) => ({ organization, fingerprint: await fingerprintOf(organization.public_key) }))),
  });
  return (data ?? []).map((one) => ({ ...one, state: pinState(pins, one.organization.id, one.fingerprint) }));
}

/** Whom the browser encrypts for; a key that changed since the last time has to be looked into first. */
export function Keys({ keys }: { keys: readonly KeyOf[] }) {
  const { t } = useTranslation('research');
  const called = ({ organization }: KeyOf) => organization.name ?? t('organization', { id: organization.id });
  const changed = keys.filter((one) => one.state === 'changed');
  const told = keys.filter((one) => one.fingerprint !== null);
  return (
    <Stack gap="xs" mt="sm">
      {changed.map((one) => (
        <Alert key={one.organization.id} color="red" icon={<Icon name="alert" />} title={t('keys.changed', { name: called(one) })} role="alert">
          <Text size="sm">{t('keys.changedText')}</Text>
          <Text size="sm" className="break" ff="monospace">{one.fingerprint}</Text>
          <Button mt="sm" size="xs" variant="default" onClick={() => pin({ [one.organization.id]: one.fingerprint! })}>{t('keys.trust')}</Button>
        </Alert>
      ))}
      {keys.filter((one) => one.state !== 'changed').map((one) => (
        <Group key={one.organization.id} gap="xs" wrap="nowrap" align="flex-start">
          <Icon name="lock" size={15} />
          <Text size="xs" c="dimmed" className="break">{t(`keys.${one.state as 'new'}`, { name: called(one) })} <span title={one.fingerprint ?? ''}>{short(one.fingerprint)}</span></Text>
        </Group>
      ))}
      {told.length > 0 && <KeyProof key={told.map((one) => one.fingerprint).join()} keys={told} called={called} />}
    </Stack>
  );
}

/** Enough to compare by eye. */
function short(fingerprint: string | null): string {
  return fingerprint === null ? '' : fingerprint.slice(0, 32).replace(/(.{4})(?=.)/g, '$1 ');
}
