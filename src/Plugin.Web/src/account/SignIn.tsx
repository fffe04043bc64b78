import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import { resume, signIn, useSession } from '../api/session';
import type { Enrolment } from '../api/sessionCalls';
import { Loading } from '../frame/Loading';
import { Problem } from '../frame/Problem';
import { PublicPage } from './PublicPage';
import { returnTo } from './returnTo';
import { SecondFactor } from './SecondFactor';

export function SignIn() {
  const { t } = useTranslation('account');
  const session = useSession();
  const [query] = useSearchParams();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  if (session.state === 'in') {
    return <Navigate to={returnTo(query.get('to'))} replace />;
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const outcome = await signIn(username, password, step === 'code' ? code.replaceAll(' ', '') : undefined);
      if (outcome.step === 'code') {
        setStep('code');
      } else if (outcome.step === 'enrol') {
        setEnrolment(outcome.enrolment);
      }
    } catch (refused) {
      setError(refused);
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  if (enrolment !== null) {
    return (
      <PublicPage title={t('enrol.title')}>
        <SecondFactor enrolment={enrolment} done={() => { setEnrolment(null); setStep('code'); }} />
      </PublicPage>
    );
  }

  return (
    <PublicPage title={t(step === 'code' ? 'code.title' : 'signIn.title')}>
      {session.state === 'unknown' && <Loading />}
      {session.state === 'unreachable' && <Problem error={session.error} retry={() => void resume()} />}
      {query.has('ended') && error === null && step === 'password' && <Alert color="yellow">{t('signIn.ended')}</Alert>}
      {error !== null && <Problem error={error} />}
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {step === 'password' ? (
            <>
              <TextInput label={t('username')} autoComplete="username" required value={username} onChange={(event) => setUsername(event.currentTarget.value)} />
              <PasswordInput
                label={t('password')} autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
              />
            </>
          ) : (
            <TextInput
              label={t('code.label')} description={t('code.text')} inputMode="numeric" autoComplete="one-time-code" required maxLength={7} data-autofocus
              value={code} onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          <Button type="submit" loading={busy} fullWidth>{t('signIn.act')}</Button>
          {session.state === 'out' && !session.hub.mail ? <Text size="sm" c="dimmed">{t('signIn.noMail')}</Text> : step === 'password'
            ? <Anchor component={Link} to="/lost-password" size="sm">{t('signIn.lost')}</Anchor>
            : <Anchor component={Link} to="/lost-second-factor" size="sm">{t('code.lost')}</Anchor>}
        </Stack>
      </form>
    </PublicPage>
  );
}
