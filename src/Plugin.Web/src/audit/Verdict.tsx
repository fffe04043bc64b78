import { Alert, Box, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../frame/Icon';
import { Problem } from '../frame/Problem';
import { inWords as timeInWords, instant } from '../frame/time';
import { FormatError } from '../proofs/bytes';
import type { EventsVerdict } from '../proofs/events';
import type { LookedAt } from '../proofs/look';
import { countGood, type Station } from '../proofs/stations';
import { useText } from '../texts/useText';
import { actorInWords } from './names';
import './audit.css';

/** What came of a verification of events, in plain words. */
export function EventsVerdictView({ verdict }: { verdict: EventsVerdict }) {
  const t = useText();
  const { log, covering, events, good } = verdict;
  const wrong = events.filter((event) => !event.included || event.differs.length > 0);
  const count = events.length;
  const title = good ? t('proofs:goodEvents', { count }) : wrong.length > 0 ? t('proofs:badEvents', { count: wrong.length }) : t('proofs:bad');
  return (
    <VerdictBox good={good} title={title}>
      {count > wrong.length && <Fact good>{t('proofs:event.included', { count: count - wrong.length, size: covering.size })}</Fact>}
      {wrong.map(({ position, included, differs }) => (
        <Fact key={position} good={false}>{included ? t('proofs:event.differs', { position, fields: differs.join(', ') }) : t('proofs:event.missing', { position })}</Fact>
      ))}
      {wrong.length === 0 && <Fact good>{t('proofs:event.shown')}</Fact>}
      <LogFacts log={log} stations={covering.stations} size={covering.size} />
    </VerdictBox>
  );
}

/** What came of a look at the log itself. */
export function LogVerdictView({ log }: { log: LookedAt }) {
  const t = useText();
  return (
    <VerdictBox good={log.good} title={t(log.good ? 'proofs:goodLog' : 'proofs:bad')}>
      <LogFacts log={log} stations={log.stations} size={log.checkpoint.size} />
    </VerdictBox>
  );
}

export function VerdictBox({ good, title, children }: { good: boolean; title: string; children: ReactNode }) {
  const t = useText();
  return (
    <Alert color={good ? 'green' : 'red'} icon={<Icon name={good ? 'check' : 'alert'} />} title={title} role={good ? 'status' : 'alert'} data-verdict={good ? 'good' : 'bad'} className="audit-verdict">
      <Stack gap="sm">
        {!good && <Text size="sm" fw={600}>{t('proofs:badText')}</Text>}
        <List size="sm" spacing={4} aria-label={t('proofs:facts')}>{children}</List>
      </Stack>
    </Alert>
  );
}

export function LogFacts({ log, stations, size }: { log: LookedAt; stations: readonly Station[]; size: number }) {
  const t = useText();
  const { i18n } = useTranslation();
  const { key, past, signed } = log;
  const count = countGood(stations);
  const when = (at: string): string => timeInWords(instant(at), i18n.language);
  const compared = past.kind === 'first' ? t('proofs:past.first')
    : past.kind === 'restored'
      ? t('proofs:past.restored', { by: actorInWords(t, past.by, new Map()), at: when(past.at), kept: past.kept, from: past.from })
      : t(`proofs:past.${past.kind}`, { from: past.from, at: when(past.at) });
  return (
    <>
      <Fact good={signed}>{t(signed ? 'proofs:signature.good' : 'proofs:signature.bad')}</Fact>
      <Fact good={key.trust !== 'changed'} open={key.trust === 'first'}>
        {t(`proofs:key.${key.trust}`)} <span className="audit-code">{key.fingerprint}</span>
        {key.trust === 'changed' && <><br />{t('proofs:key.was')} <span className="audit-code">{key.known}</span></>}
      </Fact>
      <Fact good={past.kind === 'first' || past.kind === 'continues'} open={past.kind === 'first'}>{compared}</Fact>
      <Fact good={count > 0} open={count === 0}>{count > 0 ? t('proofs:stations.good', { count, size }) : t('proofs:stations.none')}</Fact>
      {stations.filter((station) => station.outcome !== 'good').map(({ node, outcome }) => (
        <Fact key={node} good={false} open={outcome !== 'bad'}>{t(`proofs:stations.${outcome as 'bad' | 'changed' | 'keyless'}`, { node })}</Fact>
      ))}
      <Box component="li" mt="xs" className="audit-meaning">
        <Text size="sm" fw={600}>{t('proofs:means')}</Text>
        {log.good && <Text size="sm">{t(count > 0 ? 'proofs:meaning.does' : 'proofs:meaning.doesAlone')}</Text>}
        <Text size="sm">{t('proofs:meaning.not')}</Text>
      </Box>
    </>
  );
}

/** @param open Neither good nor bad: something that this browser cannot know yet. */
export function Fact({ good, open = false, children }: { good: boolean; open?: boolean; children: ReactNode }) {
  return (
    <List.Item icon={<Box c={open ? 'dimmed' : good ? 'green.7' : 'red.7'} mt={2}><Icon name={open ? 'question' : good ? 'check' : 'cross'} size={16} /></Box>} className="break">
      {children}
    </List.Item>
  );
}

/** It could not be checked at all, which is not the same as wrong. */
export function Unchecked({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useText();
  if (!globalThis.crypto?.subtle) {
    return <Alert color="orange" icon={<Icon name="alert" />} title={t('proofs:failed')} role="alert">{t('proofs:insecure')}</Alert>;
  }

  return error instanceof FormatError
    ? <Alert color="red" icon={<Icon name="alert" />} title={t('proofs:bad')} role="alert" data-verdict="bad">{t('proofs:unreadable', { what: error.message })}</Alert>
    : <Problem error={error} retry={retry} />;
}
