import { Group, List, PasswordInput, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../frame/Icon';
import { rules } from './policy';

export interface Chosen {
  readonly password: string;
  readonly again: string;
}

interface NewPasswordProps {
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
}

/** A new password twice; what the hub asks of it is checked off while one types. */
export function NewPassword({ chosen, choose }: NewPasswordProps) {
  const { t } = useTranslation('account');
  const visibility = { 'aria-label': t('showPassword') };
  const differs = chosen.again !== '' && chosen.again !== chosen.password;
  return (
    <Stack gap="sm">
      <PasswordInput
        label={t('newPassword.label')} autoComplete="new-password" required aria-describedby="password-rules" value={chosen.password}
        onChange={(event) => choose({ ...chosen, password: event.currentTarget.value })} visibilityToggleButtonProps={visibility}
      />
      <List id="password-rules" size="sm" listStyleType="none" withPadding={false} spacing={2}>
        {rules.map(({ key, holds }) => {
          const kept = holds(chosen.password);
          return (
            <List.Item key={key}>
              <Group gap={6} wrap="nowrap" c={kept ? 'var(--app-good)' : 'dimmed'}>
                <Icon name={kept ? 'check' : 'ring'} size={14} />
                <Text size="sm">{t(`newPassword.${key}`)}</Text>
                <span className="visually-hidden">{t(kept ? 'newPassword.kept' : 'newPassword.missing')}</span>
              </Group>
            </List.Item>
          );
        })}
      </List>
      <PasswordInput
        label={t('newPassword.again')} autoComplete="new-password" required value={chosen.again} error={differs ? t('newPassword.differs') : undefined}
        onChange={(event) => choose({ ...chosen, again: event.currentTarget.value })} visibilityToggleButtonProps={visibility}
      />
    </Stack>
  );
}
