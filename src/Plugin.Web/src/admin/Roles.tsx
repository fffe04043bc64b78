import { Badge, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { nameIn, useOrganizations, type Role } from './data';

export function Roles() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const organizations = useOrganizations().data;
  const columns: Column<Role>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'description', label: t('roles.description'), show: (row) => row.description },
    {
      key: 'organization', label: t('roles.organization'),
      show: (row) => (row.organization ? nameIn(organizations, row.organization.id) : <Badge color="gray">{t('roles.builtIn')}</Badge>),
    },
  ];
  const create = me.may('role', 'create', 'organization') ? <Button component={Link} to="/roles/new">{t('roles.create')}</Button> : null;
  return (
    <Page title={t('roles.title')} about={t('roles.about')} actions={create}>
      <DataList
        what={t('roles.what')} queryKey={['role', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/roles/${row.id}`} defaults={{ sort: 'id' }}
        filters={[{ name: 'organization_id', label: t('roles.organization'), options: (organizations ?? []).map((one) => ({ value: String(one.id), label: one.name ?? `#${one.id}` })) }]}
        load={(query, signal) => askPage(api.GET('/role', { params: { query }, signal }))}
        empty={<Empty icon="key" title={t('roles.empty')} text={t('roles.emptyText')} action={create} />}
      />
    </Page>
  );
}
