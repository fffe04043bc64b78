import { Alert, Badge, Button, Group, List, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { resume, useMe } from '../api/session';
import { useWords } from '../admin/words';
import { Facts } from '../frame/Facts';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { useRoleName } from '../frame/roleName';
import { Section } from '../frame/Section';
import { rulesInWords } from './rulesInWords';
import { useSubmit } from './useSubmit';

export function Profile() {
  const { t } = useTranslation('account');
  const { user } = useMe();
  const roleName = useRoleName();
  const words = useWords();
  return (
    <Page title={t('profile.title')}>
      <Section title={t('profile.who')}>
        <Facts facts={[
          [t('username'), user.username],
          [t('profile.organization'), user.organization_name ?? `#${user.organization_id}`],
          [t('profile.roles'), <Group key="roles" gap={6}>{user.roles.map((role) => <Badge key={role.id}>{roleName(role)}</Badge>)}</Group>],
        ]} />
      </Section>
      <Section title={t('profile.change')}><Names /></Section>
      <Section title={t('profile.rights')}>
        <List size="sm" spacing={2}>
          {rulesInWords(user.rules, words).map(({ what, may }) => <List.Item key={what}><strong>{what}</strong>: {may}</List.Item>)}
        </List>
      </Section>
    </Page>
  );
}

function Names() {
  const { t } = useTranslation('account');
  const me = useMe();
  const [firstname, setFirstname] = useState(me.user.firstname ?? '');
  const [lastname, setLastname] = useState(me.user.lastname ?? '');
  const [email, setEmail] = useState(me.user.email);
  const [done, setDone] = useState(false);
  const { busy, error, onSubmit } = useSubmit(async () => {
    setDone(false);
    await ask(api.PATCH('/user/{id}', { params: { path: { id: me.id } }, body: { firstname, lastname, email } }));
    await resume();
    setDone(true);
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack maw={480}>
        {done && <Alert color="green" role="status">{t('profile.done')}</Alert>}
        {error !== null && <Problem error={error} />}
        <Group grow align="flex-start">
          <TextInput label={t('profile.firstname')} autoComplete="given-name" value={firstname} onChange={(event) => setFirstname(event.currentTarget.value)} />
          <TextInput label={t('profile.lastname')} autoComplete="family-name" value={lastname} onChange={(event) => setLastname(event.currentTarget.value)} />
        </Group>
        <TextInput label={t('profile.email')} type="email" autoComplete="email" required description={email === me.user.email ? undefined : t('profile.addressTold')} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <Group><Button type="submit" loading={busy}>{t('profile.save')}</Button></Group>
      </Stack>
    </form>
  );
}
