import { Button, Select, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { OnlineBadge } from '../frame/OnlineBadge';
import { Page } from '../frame/Page';
import { When } from '../frame/When';
import { ChooseOne } from './choose/ChooseOne';
import { chosenFilter } from './choose/filter';
import { NameOf } from './choose/NameOf';
import { registerNode, useChanged, useMembers, type Node } from './data';
import { FormDialog } from './FormDialog';
import { KeysDialog, type Registered } from './KeysDialog';
import { like } from './Organizations';

export function Nodes() {
  const { t } = useTranslation('admin');
  const { t: frame } = useTranslation('frame');
  const me = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  const [registered, setRegistered] = useState<Registered | null>(null);
  const columns: Column<Node>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'status', label: t('nodes.status'), sort: 'status', show: (row) => <OnlineBadge status={row.status} /> },
    { key: 'organization', label: t('nodes.organization'), sort: 'organization_id', show: (row) => <NameOf kind="organization" id={row.organization.id} /> },
    {
      key: 'collaboration', label: t('nodes.collaboration'), sort: 'collaboration_id',
      show: (row) => (row.collaboration ? <NameOf kind="collaboration" id={row.collaboration.id} /> : t('nodes.noCollaboration')),
    },
    { key: 'seen', label: t('nodes.seen'), sort: 'last_seen', show: (row) => (row.status === 'online' ? t('nodes.now') : <When at={row.last_seen} relative />) },
  ];
  const register = me.may('node', 'create', 'organization') ? <Button onClick={open}>{t('nodes.register')}</Button> : null;
  return (
    <Page title={t('nodes.title')} about={t('nodes.about')} actions={register}>
      <DataList
        what={t('nodes.what')} queryKey={['node', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/nodes/${row.id}`} defaults={{ sort: 'name' }}
        filters={[
          { name: 'name', label: t('name') },
          { name: 'status', label: t('nodes.status'), options: [{ value: 'online', label: frame('online') }, { value: 'offline', label: frame('offline') }] },
          chosenFilter('organization_id', t('nodes.organization'), 'organization'),
          chosenFilter('collaboration_id', t('nodes.collaboration'), 'collaboration'),
        ]}
        load={(query, signal) => askPage(api.GET('/node', { params: { query: like(query, 'name') }, signal }))}
        empty={<Empty icon="node" title={t('nodes.empty')} text={t('nodes.emptyText')} action={register} />}
      />
      {opened && <Register onClose={close} onDone={setRegistered} />}
      <KeysDialog registered={registered} onClose={() => setRegistered(null)} />
    </Page>
  );
}

function Register({ onClose, onDone }: { onClose: () => void; onDone: (registered: Registered) => void }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const [collaboration, setCollaboration] = useState<number | null>(null);
  const [organization, setOrganization] = useState<number | null>(null);
  const [name, setName] = useState('');
  const submit = async (member: { id: number; name: string | null }) => {
    const key = await registerNode(collaboration!, member, name.trim());
    await changed('node');
    onDone({ keys: [key] });
  };
  const members = (useMembers(collaboration ?? 0).data ?? []).filter((one) => me.may('node', 'create', one.id === me.organization ? 'organization' : 'collaboration'));
  const chosen = members.find((one) => one.id === organization);
  return (
    <FormDialog opened onClose={onClose} title={t('nodes.register')} act={t('nodes.register')} onSubmit={() => submit(chosen!)} disabled={chosen === undefined}>
      <Text size="sm" c="dimmed">{t('nodes.registerText')}</Text>
      <ChooseOne
        kind="collaboration" label={t('nodes.collaboration')} required value={collaboration}
        onChange={(id) => { setCollaboration(id); setOrganization(null); }}
      />
      <Select
        label={t('nodes.organization')} required searchable disabled={collaboration === null} data={members.map((one) => ({ value: String(one.id), label: one.name ?? `#${one.id}` }))}
        value={organization === null ? null : String(organization)} onChange={(id) => setOrganization(id === null ? null : Number(id))}
      />
      <TextInput label={t('nodes.registerName')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
    </FormDialog>
  );
}
