import { Button, Center, Code, Stack, Text } from '@mantine/core';
import { encode } from 'uqr';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Enrolment } from '../api/sessionCalls';
import { squares } from './qr';

/** What an authenticator app needs, as a picture and for typing. */
export function SecondFactor({ enrolment, done }: { enrolment: Enrolment; done: () => void }) {
  const { t } = useTranslation('account');
  const picture = useMemo(() => encode(enrolment.qr_uri, { ecc: 'M', border: 2 }), [enrolment.qr_uri]);
  return (
    <Stack>
      <Text>{t('enrol.text')}</Text>
      <Center bg="white" p="xs">
        <svg viewBox={`0 0 ${picture.size} ${picture.size}`} width="220" height="220" role="img" aria-label={t('enrol.picture')} shapeRendering="crispEdges">
          <path d={squares(picture.data)} fill="#000" />
        </svg>
      </Center>
      <Text size="sm">{t('enrol.secret')}</Text>
      <Code block className="break" data-secret={enrolment.otp_secret}>{enrolment.otp_secret.replace(/(.{4})(?=.)/g, '$1 ')}</Code>
      <Button onClick={done}>{t('enrol.done')}</Button>
    </Stack>
  );
}
