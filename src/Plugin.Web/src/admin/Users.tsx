import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Icon } from '../frame/Icon';
import { Page } from '../frame/Page';
import { When } from '../frame/When';
import { instant } from '../frame/time';
import { chosenFilter } from './choose/filter';
import { NameOf } from './choose/NameOf';
import type { User } from './data';
import { like } from './Organizations';

export function UserState({ user }: { user: Pick<User, 'is_active' | 'invited_until'> }) {
  const { t } = useTranslation('admin');
  const [now] = useState(Date.now);
  if (!user.is_active) {
    return <Badge color="orange" leftSection={<Icon name="ban" size={13} />}>{t('users.deactivated')}</Badge>;
  }

  if (user.invited_until) {
    return instant(user.invited_until).getTime() < now
      ? <Badge color="red" leftSection={<Icon name="clock" size={13} />}>{t('users.inviteExpired')}</Badge>
      : <Badge color="blue" leftSection={<Icon name="clock" size={13} />}>{t('users.invited')}</Badge>;
  }

  return <Badge color="green" leftSection={<Icon name="check" size={13} />}>{t('users.active')}</Badge>;
}

export function Users() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const columns: Column<User>[] = [
    { key: 'username', label: t('users.username'), sort: 'username', show: (row) => row.username },
    { key: 'name', label: t('name'), sort: 'lastname', show: (row) => [row.firstname, row.lastname].filter((part) => part).join(' ') },
    { key: 'email', label: t('users.email'), sort: 'email', wideOnly: true, show: (row) => row.email },
    { key: 'organization', label: t('users.organization'), sort: 'organization_id', show: (row) => <NameOf kind="organization" id={row.organization.id} /> },
    { key: 'state', label: t('users.state'), show: (row) => <UserState user={row} /> },
    { key: 'seen', label: t('users.seen'), show: (row) => <When at={row.last_seen} relative /> },
  ];
  const invite = me.may('user', 'create', 'organization')
    ? <Button component={Link} to="/users/new">{t('users.invite')}</Button>
    : null;
  return (
    <Page title={t('users.title')} about={t('users.about')} actions={invite}>
      <DataList
        what={t('users.what')} queryKey={['user', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/users/${row.id}`} defaults={{ sort: 'username' }}
        filters={[
          { name: 'username', label: t('users.username') },
          { name: 'lastname', label: t('users.lastname') },
          { name: 'email', label: t('users.email') },
          chosenFilter('organization_id', t('users.organization'), 'organization'),
          chosenFilter('role_id', t('users.role'), 'role'),
          { name: 'is_active', label: t('users.state'), options: [{ value: '1', label: t('users.active') }, { value: '0', label: t('users.deactivated') }] },
        ]}
        load={(query, signal) => askPage(api.GET('/user', { params: { query: like(query, 'username', 'lastname', 'email') }, signal }))}
        empty={<Empty icon="people" title={t('users.empty')} text={t('users.emptyText')} action={invite} />}
      />
    </Page>
  );
}
