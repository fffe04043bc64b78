import { Anchor, Button, Group, SimpleGrid, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Facts } from '../frame/Facts';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { CollaborationForm } from './CollaborationForm';
import { CollaborationRetention } from './CollaborationRetention';
import { Encrypted } from './Collaborations';
import { nodesOf, useChanged, useMembers, useNodesOf, type Collaboration as Shown } from './data';
import { KeysDialog, type Registered } from './KeysDialog';
import { withoutNode } from './membership';
import { MissingNodes } from './MissingNodes';
import { NodeList } from './NodeList';
import { Stores } from './Stores';
import { StudiesOf } from './StudiesOf';

export function Collaboration() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({ queryKey: ['collaboration', id], queryFn: ({ signal }) => ask(api.GET('/collaboration/{id}', { params: { path: { id } }, signal })) });
  return <Loaded query={query} what={t('collaborations.what')}>{(collaboration) => <CollaborationPage collaboration={collaboration} />}</Loaded>;
}

function CollaborationPage({ collaboration }: { collaboration: Shown }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const [editing, { open, close }] = useDisclosure(false);
  const [registered, setRegistered] = useState<Registered | null>(null);
  const members = useMembers(collaboration.id);
  const nodes = useNodesOf({ collaboration_id: collaboration.id });
  const missing = members.data && nodes.data ? withoutNode(members.data, nodes.data) : [];
  const mine = me.may('node', 'create', 'collaboration') ? missing : missing.filter((one) => one.id === me.organization && me.may('node', 'create', 'organization'));
  const remove = async () => {
    await ask(api.DELETE('/collaboration/{id}', { params: { path: { id: collaboration.id }, query: { delete_dependents: true } } }));
    await changed('collaboration', 'node', 'study', 'task');
    await navigate('/collaborations');
  };
  const { name } = collaboration;
  return (
    <Page
      title={name} above={[{ to: '/collaborations', label: t('collaborations.title') }]}
      actions={(
        <>
          {me.may('collaboration', 'edit', 'collaboration') && <Button variant="default" disabled={!members.data || !nodes.data} onClick={open}>{t('edit')}</Button>}
          {me.may('collaboration', 'delete', 'collaboration') && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('collaborations.deleteTitle', { name })} onConfirm={remove}>{t('collaborations.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      {missing.length > 0 && (
        <MissingNodes
          text={t('collaborations.missing', { names: missing.map((one) => one.name).join(', ') })} act={t('collaborations.registerMissing')}
          register={nodesOf(collaboration.id, mine)} onRegistered={setRegistered}
        />
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('collaborations.facts')}>
          <Facts
            facts={[
              ['Id', collaboration.id],
              [t('collaborations.encrypted'), <Encrypted key="encrypted" yes={collaboration.encrypted} />],
            ]}
          />
          <Text size="sm" c="dimmed" mt="md" mb={4}>{t('collaborations.members')}</Text>
          <Loaded query={members} what={t('organizations.what')}>
            {(found) => (
              <Group gap="md">
                {found.map((one) => <Anchor key={one.id} component={Link} to={`/organizations/${one.id}`} size="sm">{one.name}</Anchor>)}
              </Group>
            )}
          </Loaded>
        </Section>
        <Section title={t('collaborations.nodes')}>
          <Loaded query={nodes} what={t('nodes.what')}>
            {(found) => found.length === 0 ? <Empty icon="node" title={t('collaborations.noNodes')} text={t('collaborations.noNodesText')} /> : <NodeList nodes={found} of={members.data} />}
          </Loaded>
        </Section>
      </SimpleGrid>
      <StudiesOf collaboration={collaboration} members={members.data ?? []} />
      <Stores collaboration={collaboration.id} />
      <CollaborationRetention collaboration={collaboration} mayEdit={me.may('collaboration', 'edit', 'collaboration')} />
      <CollaborationForm
        opened={editing} onClose={close} collaboration={collaboration} members={members.data ?? []} nodes={nodes.data ?? []}
        onDone={(saved) => setRegistered(saved.registered)}
      />
      <KeysDialog registered={registered} onClose={() => setRegistered(null)} />
    </Page>
  );
}
