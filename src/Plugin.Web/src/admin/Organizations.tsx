import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { containing } from './choose/search';
import type { Organization } from './data';
import { OrganizationForm } from './OrganizationForm';

export function Organizations() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const columns: Column<Organization>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'country', label: t('organizations.country'), sort: 'country', show: (row) => row.country },
    { key: 'domain', label: t('organizations.domain'), sort: 'domain', show: (row) => row.domain },
    { key: 'id', label: 'Id', sort: 'id', numeric: true, wideOnly: true, show: (row) => row.id },
  ];
  const create = me.may('organization', 'create', 'global') ? <Button onClick={open}>{t('organizations.create')}</Button> : null;
  return (
    <Page title={t('organizations.title')} about={t('organizations.about')} actions={create}>
      <DataList
        what={t('organizations.what')} queryKey={['organization', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/organizations/${row.id}`}
        defaults={{ sort: 'name' }} filters={[{ name: 'name', label: t('name') }, { name: 'country', label: t('organizations.country') }]}
        load={(query, signal) => askPage(api.GET('/organization', { params: { query: like(query, 'name') }, signal }))}
        empty={<Empty icon="building" title={t('organizations.empty')} text={t('organizations.emptyText')} action={create} />}
      />
      <OrganizationForm opened={opened} onClose={close} onDone={(id) => void navigate(`/organizations/${id}`)} />
    </Page>
  );
}

/** These filters look for a part of the text. */
export function like<Query extends Readonly<Record<string, unknown>>>(query: Query, ...names: string[]): Query {
  const parts = names.filter((name) => query[name] !== undefined).map((name) => [name, containing(String(query[name]))] as const);
  return { ...query, ...Object.fromEntries(parts) };
}
