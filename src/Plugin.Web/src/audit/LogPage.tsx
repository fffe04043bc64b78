import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ConfirmButton } from '../frame/Confirm';
import { Icon } from '../frame/Icon';
import { Loading } from '../frame/Loading';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { look, type LookedAt } from '../proofs/look';
import { browserMemory } from '../proofs/memory';
import { useText } from '../texts/useText';
import { Alarms } from './Alarms';
import { CheckpointList } from './CheckpointList';
import { Facts } from './Facts';
import { hubLog } from './hub';
import { LogVerdictView, Unchecked } from './Verdict';
import { WholeLog } from './WholeLog';
import { base64Of } from '../proofs/bytes';
import { StationList } from './StationList';

/** Whether the record is true: what signs it, what this browser knew of it, alarms, and all of it read anew. */
export default function LogPage() {
  const t = useText();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['checkpoint', 'looked'],
    queryFn: async () => look(hubLog, browserMemory, await hubLog.newest(), new Date()),
    retry: false,
    structuralSharing: false,
  });
  const again = (): void => void query.refetch();
  const forget = async (log: LookedAt): Promise<void> => {
    browserMemory.forget(log.checkpoint.origin.hub);
    await client.invalidateQueries({ queryKey: ['checkpoint'] });
  };
  return (
    <Page
      title={t('proofs:log.title')} about={t('proofs:log.about')}
      actions={<Button variant="default" leftSection={<Icon name="refresh" />} disabled={query.isFetching} onClick={again}>{t('proofs:log.again')}</Button>}
    >
      {query.isPending && <Loading what={t('proofs:title')} />}
      {query.isError && <Unchecked error={query.error} retry={again} />}
      {query.data && (
        <>
          <LogVerdictView log={query.data} />
          <Section
            title={t('proofs:log.now')}
            actions={(
              <ConfirmButton label={t('proofs:log.forget')} title={t('proofs:log.forgetTitle')} act={t('proofs:log.forget')} onConfirm={() => forget(query.data)}>
                {t('proofs:log.forgetText')}
              </ConfirmButton>
            )}
          >
            <Now log={query.data} />
          </Section>
          <Section title={t('proofs:whole.title')}><WholeLog log={query.data} /></Section>
        </>
      )}
      <Section title={t('audit:alarms.title')}><Alarms /></Section>
      <Section title={t('proofs:checkpoints.title')}><CheckpointList looked={query.data} /></Section>
    </Page>
  );
}

function Now({ log }: { log: LookedAt }) {
  const t = useText();
  const { checkpoint, stations } = log;
  const remembered = browserMemory.read(checkpoint.origin.hub);
  return (
    <Group align="flex-start" gap="xl">
      <Facts
        of={[
          [t('proofs:checkpoints.size'), <span key="size" className="numbers">{checkpoint.size.toLocaleString()}</span>],
          [t('proofs:log.root'), <span key="root" className="audit-code">{base64Of(checkpoint.root)}</span>],
          [t('proofs:log.origin'), <span key="origin" className="audit-code">{checkpoint.origin.text}</span>],
          ...(remembered ? [[t('proofs:log.remembered'), <span key="at"><When at={remembered.at} />, {t('proofs:log.events', { count: remembered.size })}</span>] as const] : []),
        ]}
      />
      {stations.length > 0 && <StationList stations={stations} />}
    </Group>
  );
}
