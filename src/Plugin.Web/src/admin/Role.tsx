import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useSubmit } from '../account/useSubmit';
import { api, ask, askPage } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { DataList } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { useRoleAbout, useRoleName } from '../frame/roleName';
import { Section } from '../frame/Section';
import { useChanged, useRules, useRulesOfRole, type Role as Shown, type Rule, type User } from './data';
import { FormDialog } from './FormDialog';
import { changes, mayGive, mayGiveAll } from './matrix';
import { PermissionMatrix } from './PermissionMatrix';

export function Role() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({ queryKey: ['role', id], queryFn: ({ signal }) => ask(api.GET('/role/{id}', { params: { path: { id } }, signal })) });
  return <Loaded query={query} what={t('roles.what')}>{(role) => <RolePage role={role} />}</Loaded>;
}

function RolePage({ role }: { role: Shown }) {
  const { t } = useTranslation('admin');
  const roleName = useRoleName();
  const roleAbout = useRoleAbout();
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const [editing, { open, close }] = useDisclosure(false);
  const all = useRules();
  const present = useRulesOfRole(role.id);
  const scope = role.organization?.id === me.organization ? 'organization' : 'collaboration';
  const own = role.organization !== null && !role.is_default_role;
  const mayEdit = own && me.may('role', 'edit', scope);
  const remove = async () => {
    await ask(api.DELETE('/role/{id}', { params: { path: { id: role.id }, query: { delete_dependents: true } } }));
    await changed('role', 'user');
    await navigate('/roles');
  };
  return (
    <Page
      title={roleName(role)} about={roleAbout(role)} above={[{ to: '/roles', label: t('roles.title') }]}
      actions={(
        <>
          {mayEdit && <Button variant="default" onClick={open}>{t('edit')}</Button>}
          {own && me.may('role', 'delete', scope) && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('roles.deleteTitle', { name: role.name })} onConfirm={remove}>{t('roles.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      <Section title={t('roles.permissions')}>
        {!own && <Text size="sm" c="dimmed" mb="sm">{t('roles.builtInText')}</Text>}
        <Loaded query={all}>
          {(rules) => (
            <Loaded query={present}>
              {(held) => <Permissions key={held.map((rule) => rule.id).join()} role={role} rules={rules} present={held} mayEdit={mayEdit} />}
            </Loaded>
          )}
        </Loaded>
      </Section>
      <Section title={t('roles.holders')}>
        <DataList<User>
          what={t('users.what')} queryKey={['user', 'with role', role.id]} id={(row) => row.id} to={(row) => `/users/${row.id}`} defaults={{ size: 10, sort: 'username' }} prefix="user_"
          columns={[{ key: 'username', label: t('users.username'), sort: 'username', show: (row) => row.username }, { key: 'email', label: t('users.email'), show: (row) => row.email }]}
          load={(query, signal) => askPage(api.GET('/user', { params: { query: { ...query, role_id: role.id } }, signal }))}
          empty={<Empty icon="people" title={t('roles.noHolders')} text={t('roles.noHoldersText')} />}
        />
      </Section>
      {editing && <Names role={role} onClose={close} />}
    </Page>
  );
}

function Permissions({ role, rules, present, mayEdit }: { role: Shown; rules: readonly Rule[]; present: readonly Rule[]; mayEdit: boolean }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const before = new Set(present.map((rule) => rule.id));
  const [held, setHeld] = useState<Set<number>>(before);
  const count = changes(before, held);
  const { busy, error, onSubmit } = useSubmit(async () => {
    await ask(api.PATCH('/role/{id}', { params: { path: { id: role.id } }, body: { rules: [...held] } }));
    await changed('role', 'rule', 'user');
    notifications.show({ message: t('roles.saved'), color: 'green' });
  });
  if (!mayEdit) {
    return <PermissionMatrix rules={rules} held={before} />;
  }

  // Who changes a role's permissions holds all that it had and gets.
  if (!mayGiveAll(me, present)) {
    return <Stack><Alert color="yellow">{t('roles.locked')}</Alert><PermissionMatrix rules={rules} held={before} /></Stack>;
  }

  return (
    <form onSubmit={onSubmit}>
      <PermissionMatrix rules={rules} held={held} onChange={setHeld} locked={(rule) => (mayGive(me, rule) ? null : t('matrix.notYours'))} />
      {error !== null && <Problem error={error} />}
      <Group justify="flex-end" mt="sm">
        <Text size="sm" c="dimmed" role="status">{count > 0 ? t('roles.changed', { count }) : ''}</Text>
        <Button type="submit" loading={busy} disabled={count === 0}>{t('roles.save')}</Button>
      </Group>
    </form>
  );
}

function Names({ role, onClose }: { role: Shown; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const [name, setName] = useState(role.name);
  const [description, setDescription] = useState(role.description ?? '');
  const submit = async () => {
    await ask(api.PATCH('/role/{id}', { params: { path: { id: role.id } }, body: { name, description } }));
    await changed('role');
  };
  return (
    <FormDialog opened onClose={onClose} title={t('roles.edit')} act={t('edit')} onSubmit={submit} disabled={name.trim() === ''}>
      <TextInput label={t('name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label={t('roles.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
    </FormDialog>
  );
}
