import { Badge, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { useRoleAbout, useRoleName } from '../frame/roleName';
import { chosenFilter } from './choose/filter';
import { NameOf } from './choose/NameOf';
import type { Role } from './data';

export function Roles() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const roleName = useRoleName();
  const roleAbout = useRoleAbout();
  const columns: Column<Role>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => roleName(row) },
    { key: 'description', label: t('roles.description'), show: (row) => roleAbout(row) },
    {
      key: 'organization', label: t('roles.organization'),
      show: (row) => (row.organization ? <NameOf kind="organization" id={row.organization.id} /> : <Badge color="gray">{t('roles.builtIn')}</Badge>),
    },
  ];
  const create = me.may('role', 'create', 'organization') ? <Button component={Link} to="/roles/new">{t('roles.create')}</Button> : null;
  return (
    <Page title={t('roles.title')} about={t('roles.about')} actions={create}>
      <DataList
        what={t('roles.what')} queryKey={['role', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/roles/${row.id}`} defaults={{ sort: 'id' }}
        filters={[chosenFilter('organization_id', t('roles.organization'), 'organization')]}
        load={(query, signal) => askPage(api.GET('/role', { params: { query }, signal }))}
        empty={<Empty icon="key" title={t('roles.empty')} text={t('roles.emptyText')} action={create} />}
      />
    </Page>
  );
}
