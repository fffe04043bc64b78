import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ask } from '../api/client';
import { Problem } from '../frame/Problem';
import { PublicPage } from './PublicPage';
import { useSubmit } from './useSubmit';

export function LostPassword() {
  const { t } = useTranslation('account');
  const [who, setWho] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.POST('/recover/lost', { body: who.includes('@') ? { email: who } : { username: who } }));
    setSent(true);
  });
  return (
    <PublicPage title={t('lostPassword.title')}>
      {sent ? (
        <>
          <Alert color="green" role="status">{t('lostPassword.sent')}</Alert>
          <Button component={Link} to="/recover">{t('lostPassword.haveToken')}</Button>
        </>
      ) : (
        <form onSubmit={onSubmit}>
          <Stack>
            <Text>{t('lostPassword.text')}</Text>
            {error !== null && <Problem error={error} />}
            <TextInput label={t('lostPassword.who')} autoComplete="username" required value={who} onChange={(event) => setWho(event.currentTarget.value)} />
            <Button type="submit" loading={busy}>{t('lostPassword.act')}</Button>
            <Anchor component={Link} to="/recover" size="sm">{t('lostPassword.haveToken')}</Anchor>
          </Stack>
        </form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm">{t('back')}</Anchor>
    </PublicPage>
  );
}
