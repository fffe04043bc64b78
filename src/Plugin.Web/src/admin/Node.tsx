import { Anchor, Button, SimpleGrid, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Facts } from '../frame/Facts';
import { Loaded } from '../frame/Loaded';
import { OnlineBadge } from '../frame/OnlineBadge';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { NameOf, useNameOf } from './choose/NameOf';
import { useChanged, type Node as Shown } from './data';
import { FormDialog } from './FormDialog';
import { KeysDialog, type Registered } from './KeysDialog';
import { Outages, Runs, Told } from './NodeParts';
import { StationKey } from './StationKey';

export function Node() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({ queryKey: ['node', id], queryFn: ({ signal }) => ask(api.GET('/node/{id}', { params: { path: { id } }, signal })) });
  return <Loaded query={query} what={t('nodes.what')}>{(node) => <NodePage node={node} />}</Loaded>;
}

function NodePage({ node }: { node: Shown }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const [renaming, { open, close }] = useDisclosure(false);
  const [registered, setRegistered] = useState<Registered | null>(null);
  // Heartbeats change nothing that the hub would tell.
  const state = useQuery({
    queryKey: ['node', node.id, 'state'],
    queryFn: ({ signal }) => ask(api.GET('/node/{id}/state', { params: { path: { id: node.id } }, signal })),
    refetchInterval: 10_000,
  });
  const scope = node.organization.id === me.organization ? 'organization' : 'collaboration';
  const organization = useNameOf('organization', node.organization.id);
  const reset = async () => {
    const { api_key: key } = await ask(api.POST('/recover/node', { body: { id: node.id } }));
    setRegistered({ keys: [{ node: node.name, organization, key }] });
    await changed('node');
  };
  const remove = async () => {
    await ask(api.DELETE('/node/{id}', { params: { path: { id: node.id } } }));
    await changed('node');
    await navigate('/nodes');
  };
  const { name } = node;
  return (
    <Page
      title={name} above={[{ to: '/nodes', label: t('nodes.title') }]}
      actions={(
        <>
          {me.may('node', 'edit', scope) && (
            <>
              <Button variant="default" onClick={open}>{t('nodes.rename')}</Button>
              <ConfirmButton label={t('nodes.reset')} act={t('nodes.reset')} title={t('nodes.resetTitle', { name })} onConfirm={reset}>{t('nodes.resetText')}</ConfirmButton>
            </>
          )}
          {me.may('node', 'delete', scope) && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('nodes.deleteTitle', { name })} onConfirm={remove}>{t('nodes.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      <Loaded query={state} what={t('nodes.what')}>
        {(now) => (
          <>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Section title={t('nodes.facts')}>
                <Facts
                  facts={[
                    [t('nodes.organization'), <Anchor key="organization" component={Link} to={`/organizations/${node.organization.id}`}>{organization}</Anchor>],
                    [t('nodes.collaboration'), node.collaboration
                      ? <Anchor key="collaboration" component={Link} to={`/collaborations/${node.collaboration.id}`}><NameOf kind="collaboration" id={node.collaboration.id} /></Anchor>
                      : t('nodes.noCollaboration')],
                    [t('nodes.contact'), <When key="contact" at={now.last_contact} relative />],
                    [t('nodes.status'), <span key="since"><OnlineBadge status={now.status} /> {now.since && <>{t('nodes.since')} <When at={now.since} /></>}</span>],
                    [t('nodes.agent'), now.agent_version ?? t('nodes.notTold')],
                    [t('nodes.engine'), now.engine ?? t('nodes.notTold')],
                    [t('nodes.signing'), now.signed_up_to === null ? t('nodes.signingNone') : t('nodes.events', { count: now.signed_up_to })],
                    ['Id', node.id],
                  ]}
                />
              </Section>
              <Runs runs={now.runs} />
            </SimpleGrid>
            <StationKey node={node.id} name={name} signingKey={now.signing_key ?? null} mayEdit={me.may('node', 'edit', scope)} />
            <Told facts={now.facts} at={now.told_at} />
            <Outages outages={now.outages} />
          </>
        )}
      </Loaded>
      {renaming && <Rename node={node} onClose={close} />}
      <KeysDialog registered={registered} onClose={() => setRegistered(null)} />
    </Page>
  );
}

function Rename({ node, onClose }: { node: Shown; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const [name, setName] = useState(node.name);
  const submit = async () => {
    await ask(api.PATCH('/node/{id}', { params: { path: { id: node.id } }, body: { name } }));
    await changed('node');
  };
  return (
    <FormDialog opened onClose={onClose} title={t('nodes.rename')} act={t('nodes.rename')} onSubmit={submit} disabled={name.trim() === ''}>
      <TextInput label={t('name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
    </FormDialog>
  );
}
