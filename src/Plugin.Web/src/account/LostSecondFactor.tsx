import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ask } from '../api/client';
import { Problem } from '../frame/Problem';
import { PublicPage } from './PublicPage';
import { useSubmit } from './useSubmit';

export function LostSecondFactor() {
  const { t } = useTranslation('account');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.POST('/recover/2fa/lost', { body: { username, password } }));
    setSent(true);
  });
  return (
    <PublicPage title={t('lostFactor.title')}>
      {sent ? (
        <>
          <Alert color="green" role="status">{t('lostFactor.sent')}</Alert>
          <Button component={Link} to="/recover-2fa">{t('lostFactor.haveToken')}</Button>
        </>
      ) : (
        <form onSubmit={onSubmit}>
          <Stack>
            <Text>{t('lostFactor.text')}</Text>
            {error !== null && <Problem error={error} />}
            <TextInput label={t('username')} autoComplete="username" required value={username} onChange={(event) => setUsername(event.currentTarget.value)} />
            <PasswordInput
              label={t('password')} autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            />
            <Button type="submit" loading={busy}>{t('lostPassword.act')}</Button>
            <Anchor component={Link} to="/recover-2fa" size="sm">{t('lostFactor.haveToken')}</Anchor>
          </Stack>
        </form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm">{t('back')}</Anchor>
    </PublicPage>
  );
}
