import { Button, Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Enrolment } from '../api/sessionCalls';

/** What an authenticator app needs, as a picture and for typing. */
export function SecondFactor({ enrolment, done }: { enrolment: Enrolment; done: () => void }) {
  const { t } = useTranslation('account');
  return (
    <Stack>
      <Text>{t('enrol.text')}</Text>
      <Text size="sm">{t('enrol.secret')}</Text>
      <Code block className="break">{enrolment.otp_secret.replace(/(.{4})(?=.)/g, '$1 ')}</Code>
      <Button onClick={done}>{t('enrol.done')}</Button>
    </Stack>
  );
}
