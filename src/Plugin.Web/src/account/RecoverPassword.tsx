import { Alert, Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { api, ask } from '../api/client';
import { Problem } from '../frame/Problem';
import { NewPassword, type Chosen } from './NewPassword';
import { isStrong } from './policy';
import { PublicPage } from './PublicPage';
import { useSubmit } from './useSubmit';

/** Choosing a password with the token of a mail: typed, or from the link that the mail has. */
export function RecoverPassword({ invited = false }: { invited?: boolean }) {
  const { t } = useTranslation('account');
  // Behind the number sign, so that no server and no other page gets to see it.
  const { hash } = useLocation();
  const [token, setToken] = useState(() => decodeURIComponent(hash.slice(1)));
  const title = t(invited ? 'invitation.title' : 'recoverPassword.title');
  const [chosen, setChosen] = useState<Chosen>({ password: '', again: '' });
  const [done, setDone] = useState(false);
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.POST('/recover/reset', { body: { reset_token: token.trim(), password: chosen.password } }));
    setDone(true);
  });
  if (done) {
    return (
      <PublicPage title={title}>
        <Alert color="green" role="status">{t(invited ? 'invitation.done' : 'recoverPassword.done')}</Alert>
        <Button component={Link} to="/sign-in">{t('signIn.act')}</Button>
      </PublicPage>
    );
  }

  return (
    <PublicPage title={title}>
      <form onSubmit={onSubmit}>
        <Stack>
          <Text>{t(invited ? 'invitation.text' : hash.length > 1 ? 'recoverPassword.byLink' : 'recoverPassword.text')}</Text>
          {error !== null && <Problem error={error} />}
          {hash.length < 2 && <Textarea label={t('token')} required autosize minRows={3} maxRows={6} autoComplete="off" spellCheck={false} value={token} onChange={(event) => setToken(event.currentTarget.value)} />}
          <NewPassword chosen={chosen} choose={setChosen} />
          <Button type="submit" loading={busy} disabled={!isStrong(chosen.password) || chosen.again !== chosen.password}>{t('recoverPassword.act')}</Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/sign-in" size="sm">{t('back')}</Anchor>
    </PublicPage>
  );
}

export function Invitation() {
  return <RecoverPassword invited />;
}
