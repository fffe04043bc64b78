import { Alert, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { useChanged, type User } from './data';
import { FormDialog } from './FormDialog';
import { RightsFields, type Rights } from './RightsFields';

/** Who a user is and what they may do; of one's own account only who one is. */
export function UserForm({ user, rights: present, onClose }: { user: User; rights: Rights; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const changed = useChanged();
  const self = me.id === user.id;
  const [person, setPerson] = useState({ username: user.username, email: user.email, firstname: user.firstname ?? '', lastname: user.lastname ?? '' });
  const [rights, setRights] = useState(present);
  const field = (name: keyof typeof person, required = false) => (
    <TextInput
      label={t(`users.${name}`)} required={required} type={name === 'email' ? 'email' : 'text'} value={person[name]}
      disabled={name === 'username' && !self} description={name === 'username' && !self ? t('users.only') : undefined}
      onChange={(event) => setPerson({ ...person, [name]: event.currentTarget.value })}
    />
  );
  const submit = async () => {
    const { username, ...rest } = person;
    const body = {
      ...rest,
      ...(self && username !== user.username ? { username } : {}),
      ...(same(rights.roles, present.roles) ? {} : { roles: [...rights.roles] }),
      ...(same(rights.extra, present.extra) ? {} : { rules: [...rights.extra] }),
    };
    await ask(api.PATCH('/user/{id}', { params: { path: { id: user.id } }, body }));
    await changed('user', 'role', 'rule');
  };
  return (
    <FormDialog opened onClose={onClose} title={t('users.edit')} act={t('edit')} onSubmit={submit} size="xl">
      <Group grow align="flex-start">{field('username', true)}{field('email', true)}</Group>
      {person.email !== user.email && !user.invited_until && <Alert color="blue" role="status">{t('users.addressTold')}</Alert>}
      <Group grow>{field('firstname')}{field('lastname')}</Group>
      {self ? <Alert color="blue">{t('users.own')}</Alert> : <RightsFields organization={user.organization.id} rights={rights} onChange={setRights} />}
    </FormDialog>
  );
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
