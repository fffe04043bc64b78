import { Alert, Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ask } from '../api/client';
import { Problem } from '../frame/Problem';
import { useMailToken } from './mailToken';
import { NewPassword, type Chosen } from './NewPassword';
import { isStrong } from './policy';
import { PublicPage } from './PublicPage';
import { useSubmit } from './useSubmit';

export function RecoverPassword({ texts = 'recoverPassword' }: { texts?: 'recoverPassword' | 'invitation' }) {
  const { t } = useTranslation('account');
  const { brought, token, setToken } = useMailToken();
  const [chosen, setChosen] = useState<Chosen>({ password: '', again: '' });
  const [done, setDone] = useState(false);
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.POST('/recover/reset', { body: { reset_token: token.trim(), password: chosen.password } }));
    setDone(true);
  });
  if (done) {
    return (
      <PublicPage title={t(`${texts}.title`)}>
        <Alert color="green" role="status">{t(`${texts}.done`)}</Alert>
        <Button component={Link} to="/sign-in">{t('signIn.act')}</Button>
      </PublicPage>
    );
  }

  return (
    <PublicPage title={t(`${texts}.title`)}>
      <form onSubmit={onSubmit}>
        <Stack>
          <Text>{t(brought ? `${texts}.brought` : `${texts}.text`)}</Text>
          {error !== null && <Problem error={error} />}
          {!brought && <Textarea label={t('token')} required autosize minRows={3} maxRows={6} autoComplete="off" spellCheck={false} value={token} onChange={(event) => setToken(event.currentTarget.value)} />}
          <NewPassword chosen={chosen} choose={setChosen} />
          <Button type="submit" loading={busy} disabled={!isStrong(chosen.password) || chosen.again !== chosen.password}>{t(`${texts}.act`)}</Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/sign-in" size="sm">{t('back')}</Anchor>
    </PublicPage>
  );
}
