import { Anchor, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask, askPage } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Download } from '../frame/Download';
import { Empty } from '../frame/Empty';
import { Facts } from '../frame/Facts';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { useChanged, useNodesOf, type Collaboration, type Organization as Shown } from './data';
import { KeysDialog, type Registered } from './KeysDialog';
import { MissingNodes } from './MissingNodes';
import { NodeList } from './NodeList';
import { OrganizationForm } from './OrganizationForm';
import { pemOf } from './pem';

export function Organization() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({ queryKey: ['organization', id], queryFn: ({ signal }) => ask(api.GET('/organization/{id}', { params: { path: { id } }, signal })) });
  return (
    <Loaded query={query} what={t('organizations.what')}>{(organization) => <OrganizationPage organization={organization} />}</Loaded>
  );
}

function OrganizationPage({ organization }: { organization: Shown }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const [editing, { open, close }] = useDisclosure(false);
  const [registered, setRegistered] = useState<Registered | null>(null);
  const nodes = useNodesOf({ organization_id: organization.id });
  const collaborations = useQuery({
    queryKey: ['collaboration', 'of organization', organization.id],
    queryFn: async ({ signal }) =>
      (await askPage(api.GET('/collaboration', { params: { query: { organization_id: organization.id, per_page: 500, sort: 'name' } }, signal }))).rows,
  });
  const own = organization.id === me.organization;
  const mayEdit = me.may('organization', 'edit', own ? 'organization' : 'collaboration');
  const missing = (collaborations.data ?? []).filter((one) => nodes.data && !nodes.data.some((node) => node.collaboration?.id === one.id));
  const register = missing.map(({ id, name: called }) => ({ collaboration: id, organization, called }));
  const remove = async () => {
    await ask(api.DELETE('/organization/{id}', { params: { path: { id: organization.id }, query: { delete_dependents: true } } }));
    await changed('organization', 'collaboration', 'node', 'user', 'role');
    await navigate('/organizations');
  };
  const name = organization.name ?? `#${organization.id}`;
  return (
    <Page
      title={name} above={[{ to: '/organizations', label: t('organizations.title') }]}
      actions={(
        <>
          {mayEdit && <Button variant="default" onClick={open}>{t('edit')}</Button>}
          {me.may('organization', 'delete', 'global') && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('organizations.deleteTitle', { name })} onConfirm={remove}>{t('organizations.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      {missing.length > 0 && (
        <MissingNodes
          text={`${t('organizations.missing', { count: missing.length })} ${missing.map((one) => one.name).join(', ')}.`} act={t('organizations.register')}
          register={me.may('node', 'create', own ? 'organization' : 'collaboration') ? register : []} onRegistered={setRegistered}
        />
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('organizations.facts')}>
          <Facts
            facts={[
              ['Id', organization.id],
              [t('organizations.domain'), organization.domain || '–'],
              [t('organizations.address1'), [organization.address1, organization.address2].filter((line) => line).join(', ') || '–'],
              [t('organizations.zipcode'), organization.zipcode || '–'],
              [t('organizations.country'), organization.country || '–'],
            ]}
          />
          <Group mt="md">
            {organization.public_key
              ? <Download label={t('organizations.keyDownload')} name={`${name.replace(/[^\w-]+/g, '-')}.pem`} type="application/x-pem-file" content={() => pemOf(organization.public_key)} />
              : <Text size="sm" c="dimmed">{t('organizations.keyNone')}</Text>}
            {me.may('user', 'view', own ? 'organization' : 'collaboration') && <Anchor component={Link} to={`/users?organization_id=${organization.id}`} size="sm">{t('organizations.users')}</Anchor>}
          </Group>
        </Section>
        <Section title={t('organizations.nodes')}>
          <Loaded query={nodes} what={t('nodes.what')}>
            {(found) => found.length === 0 ? <Empty icon="node" title={t('organizations.noNode')} text={t('organizations.noNodeText')} /> : <NodeList nodes={found} />}
          </Loaded>
        </Section>
      </SimpleGrid>
      <Section title={t('organizations.collaborations')}>
        <Loaded query={collaborations} what={t('collaborations.what')}>{(found) => <Collaborations found={found} />}</Loaded>
      </Section>
      <OrganizationForm opened={editing} onClose={close} organization={organization} />
      <KeysDialog registered={registered} onClose={() => setRegistered(null)} />
    </Page>
  );
}

function Collaborations({ found }: { found: readonly Collaboration[] }) {
  const { t } = useTranslation('admin');
  return found.length === 0 ? <Empty icon="link" title={t('organizations.noCollaboration')} text={t('organizations.noCollaborationText')} /> : (
    <Stack gap={4}>
      {found.map((one) => <Anchor key={one.id} component={Link} to={`/collaborations/${one.id}`}>{one.name}</Anchor>)}
    </Stack>
  );
}
