import { Alert, Anchor, Code, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ask, type Schema } from '../api/client';
import { useMe } from '../api/session';
import { hubLog } from '../audit/hub';
import { ConfirmButton } from '../frame/Confirm';
import { Icon } from '../frame/Icon';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { parseCheckpoint } from '../proofs/checkpoint';
import { browserMemory } from '../proofs/memory';
import { parseNote } from '../proofs/note';
import { useChanged } from './data';
import { comparePinned, grouped, type Pinned } from './stationKey';

interface StationKeyProps {
  node: number;
  name: string;
  signingKey: Schema<'NodeSigningKey'> | null;
  mayEdit: boolean;
}

/** The key by which a station signs the log: as the log has it, beside the one that this browser saw first. */
export function StationKey({ node, name, signingKey, mayEdit }: StationKeyProps) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const release = async () => {
    await ask(api.DELETE('/audit/nodes/{id}/signing-key', { params: { path: { id: node } } }));
    await changed('node');
  };
  return (
    <Section title={t('nodes.key.title')}>
      {signingKey === null ? <Text c="dimmed">{t('nodes.key.none')}</Text> : (
        <Stack gap="sm" align="flex-start">
          <div>
            <Text size="sm" c="dimmed">{t('nodes.key.fingerprint')}</Text>
            <Code className="break">{grouped(signingKey.fingerprint)}</Code>
          </div>
          <Text size="sm">{t('nodes.key.since')} <When at={signingKey.since} />. {t('nodes.key.compare')}</Text>
          <Seen node={node} signingKey={signingKey} />
          <Group gap="sm">
            {mayEdit && (
              <ConfirmButton label={t('nodes.key.release')} act={t('nodes.key.release')} title={t('nodes.key.releaseTitle', { name })} onConfirm={release}>{t('nodes.key.releaseText')}</ConfirmButton>
            )}
            {me.may('event', 'receive', 'global') && <Anchor component={Link} to={`/audit/history?node=${node}&kind=node.key_registered`} size="sm">{t('nodes.key.history')}</Anchor>}
          </Group>
        </Stack>
      )}
    </Section>
  );
}

const colours: Record<Pinned, string> = { unknown: 'gray', same: 'green', other: 'red' };
const icons = { unknown: 'question', same: 'check', other: 'alert' } as const;

function Seen({ node, signingKey }: { node: number; signingKey: Schema<'NodeSigningKey'> }) {
  const { t } = useTranslation('admin');
  const { data: hub } = useQuery({
    queryKey: ['checkpoint', 'hub'],
    queryFn: async () => parseCheckpoint(parseNote(await hubLog.newest()).text).origin.hub,
    staleTime: Infinity,
  });
  if (hub === undefined) {
    return null;
  }

  const pinned = comparePinned(browserMemory.read(hub)?.nodes[String(node)], signingKey.key);
  return (
    <Alert color={colours[pinned]} icon={<Icon name={icons[pinned]} />} role={pinned === 'other' ? 'alert' : 'status'} data-pinned={pinned} py="xs">
      {t(`nodes.key.${pinned}`)}
    </Alert>
  );
}
