import { Badge, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useState } from 'react';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Icon } from '../frame/Icon';
import { Page } from '../frame/Page';
import { CollaborationForm, type SavedCollaboration } from './CollaborationForm';
import type { Collaboration } from './data';
import { KeysDialog } from './KeysDialog';
import { like } from './Organizations';

export function Encrypted({ yes }: { yes: boolean }) {
  const { t } = useTranslation('admin');
  return yes ? <Badge leftSection={<Icon name="lock" size={13} />}>{t('collaborations.encrypted')}</Badge> : <>{t('no')}</>;
}

export function Collaborations() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const [saved, setSaved] = useState<SavedCollaboration | null>(null);
  const columns: Column<Collaboration>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'encrypted', label: t('collaborations.encrypted'), sort: 'encrypted', show: (row) => <Encrypted yes={row.encrypted} /> },
    { key: 'id', label: 'Id', sort: 'id', numeric: true, wideOnly: true, show: (row) => row.id },
  ];
  const create = me.may('collaboration', 'create', 'global') ? <Button onClick={open}>{t('collaborations.create')}</Button> : null;
  const go = (id: number) => void navigate(`/collaborations/${id}`);
  return (
    <Page title={t('collaborations.title')} about={t('collaborations.about')} actions={create}>
      <DataList
        what={t('collaborations.what')} queryKey={['collaboration', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/collaborations/${row.id}`}
        defaults={{ sort: 'name' }}
        filters={[
          { name: 'name', label: t('name') },
          { name: 'encrypted', label: t('collaborations.encrypted'), options: [{ value: '1', label: t('yes') }, { value: '0', label: t('no') }] },
        ]}
        load={(query, signal) => askPage(api.GET('/collaboration', { params: { query: like(query, 'name') }, signal }))}
        empty={<Empty icon="link" title={t('collaborations.empty')} text={t('collaborations.emptyText')} action={create} />}
      />
      <CollaborationForm opened={opened} onClose={close} onDone={(done) => (done.registered === null ? go(done.id) : setSaved(done))} />
      <KeysDialog registered={saved?.registered ?? null} onClose={() => saved && go(saved.id)} />
    </Page>
  );
}
