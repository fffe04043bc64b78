import { Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, ask } from '../api/client';
import type { Enrolment } from '../api/sessionCalls';
import { Problem } from '../frame/Problem';
import { useMailToken } from './mailToken';
import { PublicPage } from './PublicPage';
import { SecondFactor } from './SecondFactor';
import { useSubmit } from './useSubmit';

export function RecoverSecondFactor() {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const { brought, token, setToken } = useMailToken();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const { busy, error, onSubmit } = useSubmit(async () => {
    setEnrolment(await ask(api.POST('/recover/2fa/reset', { body: { reset_token: token.trim() } })));
  });
  if (enrolment !== null) {
    return (
      <PublicPage title={t('enrol.title')}>
        <SecondFactor enrolment={enrolment} done={() => void navigate('/sign-in')} />
      </PublicPage>
    );
  }

  return (
    <PublicPage title={t('recoverFactor.title')}>
      <form onSubmit={onSubmit}>
        <Stack>
          <Text>{t(brought ? 'recoverFactor.brought' : 'recoverFactor.text')}</Text>
          {error !== null && <Problem error={error} />}
          {!brought && <Textarea label={t('token')} required autosize minRows={3} maxRows={6} autoComplete="off" spellCheck={false} value={token} onChange={(event) => setToken(event.currentTarget.value)} />}
          <Button type="submit" loading={busy}>{t('recoverFactor.act')}</Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/sign-in" size="sm">{t('back')}</Anchor>
    </PublicPage>
  );
}
