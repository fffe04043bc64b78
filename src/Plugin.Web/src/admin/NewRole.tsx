import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSubmit } from '../account/useSubmit';
import { api, ask } from '../api/client';
import { useMe } from '../api/session';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { Section } from '../frame/Section';
import { ChooseOne } from './choose/ChooseOne';
import { useChanged, useRules } from './data';
import { mayGive } from './matrix';
import { PermissionMatrix } from './PermissionMatrix';

export function NewRole() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const rules = useRules();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [organization, setOrganization] = useState(me.organization);
  const [held, setHeld] = useState<Set<number>>(new Set());
  const { busy, error, onSubmit } = useSubmit(async () => {
    const role = await ask(api.POST('/role', { body: { name, description, organization_id: organization, rules: [...held] } }));
    await changed('role');
    await navigate(`/roles/${role.id}`);
  });
  return (
    <Page title={t('roles.create')} above={[{ to: '/roles', label: t('roles.title') }]}>
      <form onSubmit={onSubmit}>
        <Stack>
          <Section title={t('users.facts')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput label={t('name')} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
              <ChooseOne kind="organization" label={t('roles.organization')} required allowDeselect={false} value={organization} onChange={(id) => setOrganization(id!)} />
              <TextInput label={t('roles.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
            </SimpleGrid>
          </Section>
          <Section title={t('roles.permissions')}>
            <Loaded query={rules}>
              {(all) => <PermissionMatrix rules={all} held={held} onChange={setHeld} locked={(rule) => (mayGive(me, rule) ? null : t('matrix.notYours'))} />}
            </Loaded>
          </Section>
          {error !== null && <Problem error={error} />}
          <Group justify="flex-end"><Button type="submit" loading={busy} disabled={name.trim() === ''}>{t('create')}</Button></Group>
        </Stack>
      </form>
    </Page>
  );
}
