import { Alert, Button, Group, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { NewPassword, type Chosen } from '../account/NewPassword';
import { isStrong } from '../account/policy';
import { useSubmit } from '../account/useSubmit';
import { api, ask } from '../api/client';
import { useMe, useSession } from '../api/session';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { Section } from '../frame/Section';
import { ChooseOne } from './choose/ChooseOne';
import { useChanged } from './data';
import { RightsFields, type Rights } from './RightsFields';

/** Somebody new: by a mail with a link where the hub sends mail, else with a first password. */
export function NewUser() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const session = useSession();
  const navigate = useNavigate();
  const changed = useChanged();
  const mail = session.state === 'in' && session.hub.mail;
  const [invites, setInvites] = useState(mail);
  const [person, setPerson] = useState({ username: '', email: '', firstname: '', lastname: '' });
  const [organization, setOrganization] = useState(me.organization);
  const [rights, setRights] = useState<Rights>({ roles: [], extra: [] });
  const [chosen, setChosen] = useState<Chosen>({ password: '', again: '' });
  const { busy, error, onSubmit } = useSubmit(async () => {
    const body = { ...person, organization_id: organization, roles: [...rights.roles], rules: [...rights.extra] };
    const user = invites
      ? await ask(api.POST('/user/invitation', { body }))
      : await ask(api.POST('/user', { body: { ...body, password: chosen.password } }));
    await changed('user');
    notifications.show(invites
      ? { title: t('users.sentTitle'), message: t('users.sent', { email: person.email }), color: 'green' }
      : { message: t('users.created'), color: 'green' });
    await navigate(`/users/${user.id}`);
  });
  const field = (name: keyof typeof person, required = false) => (
    <TextInput
      label={t(`users.${name}`)} required={required} type={name === 'email' ? 'email' : 'text'} autoComplete="off" value={person[name]}
      onChange={(event) => setPerson({ ...person, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Page title={t('users.invite')} above={[{ to: '/users', label: t('users.title') }]}>
      <form onSubmit={onSubmit}>
        <Section title={t('users.facts')}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {field('username', true)}
              {field('email', true)}
              {field('firstname')}
              {field('lastname')}
              <ChooseOne
                kind="organization" label={t('users.organization')} required allowDeselect={false} value={organization}
                onChange={(id) => { setOrganization(id!); setRights({ ...rights, roles: [] }); }}
              />
            </SimpleGrid>
            <RightsFields organization={organization} rights={rights} onChange={setRights} />
            {mail ? (
              <Radio.Group label={t('users.how')} value={invites ? 'mail' : 'password'} onChange={(how) => setInvites(how === 'mail')}>
                <Stack gap="xs" mt={6}>
                  <Radio value="mail" label={t('users.byMail')} />
                  <Radio value="password" label={t('users.byPassword')} />
                </Stack>
              </Radio.Group>
            ) : <Alert color="blue">{t('users.noMail')}</Alert>}
            {!invites && <NewPassword chosen={chosen} choose={setChosen} />}
            {error !== null && <Problem error={error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={busy} disabled={!invites && (!isStrong(chosen.password) || chosen.again !== chosen.password)}>
                {t(invites ? 'users.sendInvitation' : 'users.create')}
              </Button>
            </Group>
          </Stack>
        </Section>
      </form>
    </Page>
  );
}
