import { Anchor, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask, askPage } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Facts } from '../frame/Facts';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { useRoleName } from '../frame/roleName';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { NameOf } from './choose/NameOf';
import { useChanged, useRules, useRulesOfRoles, type Role, type User as Shown } from './data';
import { originsOf } from './matrix';
import { PermissionMatrix } from './PermissionMatrix';
import { SigningIn } from './SigningIn';
import { UserForm } from './UserForm';
import { UserSessions } from './UserSessions';
import { UserState } from './Users';

export function User() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({
    queryKey: ['user', id],
    queryFn: ({ signal }) => ask(api.GET('/user/{id}', { params: { path: { id }, query: { include_permissions: true } }, signal })),
  });
  const roles = useQuery({
    queryKey: ['role', 'of user', id],
    queryFn: async ({ signal }) => (await askPage(api.GET('/role', { params: { query: { user_id: id, per_page: 500, sort: 'id' } }, signal }))).rows,
  });
  return (
    <Loaded query={query} what={t('users.what')}>
      {(user) => <Loaded query={roles} what={t('roles.what')}>{(held) => <UserPage user={user} roles={held} />}</Loaded>}
    </Loaded>
  );
}

function UserPage({ user, roles }: { user: Shown; roles: readonly Role[] }) {
  const { t } = useTranslation('admin');
  const roleName = useRoleName();
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const rules = useRules();
  const rulesOf = useRulesOfRoles(roles.map((role) => role.id));
  const [editing, { open, close }] = useDisclosure(false);
  const effective = new Set(user.permissions?.rules ?? []);
  const origins = originsOf(roles.map((role) => ({ name: roleName(role), rules: rulesOf.get(role.id) ?? [] })));
  const complete = rulesOf.size === roles.length;
  const extra = complete ? [...effective].filter((id) => !origins.has(id)) : [];
  const self = user.id === me.id;
  const scope = user.organization.id === me.organization ? 'organization' : 'collaboration';
  const mayEdit = self ? me.may('user', 'edit') : me.may('user', 'edit', scope);
  const remove = async () => {
    await ask(api.DELETE('/user/{id}', { params: { path: { id: user.id }, query: { delete_dependents: true } } }));
    await changed('user', 'task');
    await navigate('/users');
  };
  const name = user.username;
  return (
    <Page
      title={name} about={[user.firstname, user.lastname].filter((part) => part).join(' ')} above={[{ to: '/users', label: t('users.title') }]}
      actions={(
        <>
          {mayEdit && <Button variant="default" disabled={!complete} onClick={open}>{t('edit')}</Button>}
          {!self && me.may('user', 'delete', scope) && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('users.deleteTitle', { name })} onConfirm={remove}>{t('users.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('users.facts')} actions={<UserState user={user} />}>
          <Facts
            facts={[
              ['Id', user.id],
              [t('users.email'), user.email],
              [t('users.organization'), <Anchor key="organization" component={Link} to={`/organizations/${user.organization.id}`}><NameOf kind="organization" id={user.organization.id} /></Anchor>],
              [t('users.seen'), <When key="seen" at={user.last_seen} relative />],
              [t('users.roles'), roles.length === 0 ? t('users.noRoles') : (
                <Group key="roles" gap="xs">{roles.map((role) => <Anchor key={role.id} component={Link} to={`/roles/${role.id}`}>{roleName(role)}</Anchor>)}</Group>
              )],
              [t('users.rules'), extra.length === 0 ? t('none') : t('users.extra', { count: extra.length })],
            ]}
          />
        </Section>
        <SigningIn user={user} mayEdit={mayEdit && !self} />
      </SimpleGrid>
      <Section title={t('users.permissions')}>
        <Stack gap="xs">
          <Text size="sm" c="dimmed">{t('users.permissionsText')}{self ? ` ${t('users.own')}` : ''}</Text>
          <Loaded query={rules}>{(all) => <PermissionMatrix rules={all} held={effective} origins={origins} />}</Loaded>
        </Stack>
      </Section>
      {(self || me.may('user', 'edit', scope)) && <UserSessions user={user} />}
      {editing && <UserForm user={user} rights={{ roles: roles.map((role) => role.id), extra }} onClose={close} />}
    </Page>
  );
}
