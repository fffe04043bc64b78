import { Alert, Box, Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { NewPassword, type Chosen } from './NewPassword';
import { isStrong } from './policy';
import { useSubmit } from './useSubmit';

const nothing: Chosen = { password: '', again: '' };

export function ChangePassword() {
  const { t } = useTranslation('account');
  const me = useMe();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState(nothing);
  const [done, setDone] = useState(false);
  const same = chosen.password !== '' && chosen.password === current;
  const { busy, error, onSubmit } = useSubmit(async () => {
    setDone(false);
    await ask(api.PATCH('/password/change', { body: { current_password: current, new_password: chosen.password } }));
    setDone(true);
    setCurrent('');
    setChosen(nothing);
  });
  return (
    <Page title={t('changePassword.title')} about={t('changePassword.about')} above={[{ to: '/account', label: t('profile.title') }]}>
      <Box className="card" p="md" maw={480}>
        <form onSubmit={onSubmit}>
          <Stack>
            {done && <Alert color="green" role="status">{t('changePassword.done')}</Alert>}
            {error !== null && <Problem error={error} />}
            <input type="text" hidden readOnly autoComplete="username" value={me.user.username} />
            <PasswordInput
              label={t('changePassword.current')} autoComplete="current-password" required value={current}
              onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
            />
            <NewPassword chosen={chosen} choose={setChosen} />
            {same && <Alert color="yellow">{t('changePassword.same')}</Alert>}
            <Button type="submit" loading={busy} disabled={same || !isStrong(chosen.password) || chosen.again !== chosen.password}>{t('changePassword.act')}</Button>
          </Stack>
        </form>
      </Box>
    </Page>
  );
}
