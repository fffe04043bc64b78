import { Box, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client';
import { hubLog } from '../../audit/hub';
import { actorInWords } from '../../audit/names';
import { Fact, LogFacts, Unchecked, VerdictBox } from '../../audit/Verdict';
import { Icon } from '../../frame/Icon';
import { When } from '../../frame/When';
import { verifyEvents } from '../../proofs/events';
import { browserMemory } from '../../proofs/memory';
import { useText } from '../../texts/useText';
import { recordedKey, type RecordedKey } from '../payload/keyRecord';
import { fingerprintOf } from '../payload/pins';
import { shownOf } from '../task/record';
import type { KeyOf } from './Keys';

interface Compared {
  readonly name: string;
  readonly recorded: RecordedKey | null;
  readonly same: boolean;
}

/** Whether the keys that an order would be encrypted for are those in the log, where hospitals and auditors see them too. */
export function KeyProof({ keys, called }: { keys: readonly KeyOf[]; called: (key: KeyOf) => string }) {
  const { t } = useTranslation('research');
  const check = useMutation({
    mutationFn: async () => {
      const told = await Promise.all(keys.map(async (key) => ({ key, events: (await ask(api.GET('/audit/organizations/{id}/key', { params: { path: { id: key.organization.id } } }))).events })));
      const all = told.flatMap(({ events }) => events);
      const verdict = all.length === 0 ? null : await verifyEvents(hubLog, browserMemory, all.map(shownOf), new Date());
      const compared = await Promise.all(told.map(async ({ key, events }): Promise<Compared> => {
        const recorded = recordedKey(key.organization.id, events);
        return { name: called(key), recorded, same: recorded !== null && (await fingerprintOf(recorded.key)) === key.fingerprint };
      }));
      return { verdict, compared };
    },
  });
  return (
    <Stack gap="xs" align="flex-start">
      <Button size="compact-sm" variant="subtle" leftSection={<Icon name="shield" size={15} />} loading={check.isPending} onClick={() => check.mutate()}>{t('keys.compare')}</Button>
      {check.isError && <Unchecked error={check.error} retry={() => check.mutate()} />}
      {check.data && <KeyVerdict {...check.data} />}
    </Stack>
  );
}

function KeyVerdict({ verdict, compared }: { verdict: Awaited<ReturnType<typeof verifyEvents>> | null; compared: readonly Compared[] }) {
  const t = useText();
  const good = verdict !== null && verdict.good && compared.every((one) => one.same);
  return (
    <VerdictBox good={good} title={t(good ? 'research:keys.good' : 'proofs:bad')}>
      {compared.map(({ name, recorded, same }) => (
        <Fact key={name} good={same}>
          {name}: {recorded === null ? t('research:keys.missing') : same ? <>{t('research:keys.same', { by: actorInWords(t, recorded.by, new Map()) })} <When at={recorded.at.toISOString()} />.</> : t('research:keys.other')}
        </Fact>
      ))}
      {verdict?.events.filter((event) => !event.included || event.differs.length > 0).map(({ position }) => <Fact key={position} good={false}>{t('proofs:event.missing', { position })}</Fact>)}
      {verdict && <LogFacts log={verdict.log} stations={verdict.covering.stations} size={verdict.covering.size} />}
      <Box component="li" className="audit-meaning"><Text size="sm">{t('research:keys.not')}</Text></Box>
    </VerdictBox>
  );
}
