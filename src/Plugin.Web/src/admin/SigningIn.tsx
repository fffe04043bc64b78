import { Alert, Badge, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ask } from '../api/client';
import { useMe, useSession } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Facts } from '../frame/Facts';
import { Icon } from '../frame/Icon';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
import { useChanged, type User } from './data';

/** How it stands with a user's way to sign in, and what an administrator can do about it. */
export function SigningIn({ user, mayEdit }: { user: User; mayEdit: boolean }) {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['user', user.id, 'account'],
    queryFn: ({ signal }) => ask(api.GET('/user/{id}/account', { params: { path: { id: user.id } }, signal })),
  });
  return (
    <Section title={t('users.signIn')}>
      <Loaded query={query}>
        {(account) => (
          <Stack>
            <Facts
              facts={[
                [t('users.lastLogin'), <When key="login" at={account.last_login} />],
                [t('users.failed'), account.is_locked
                  ? <Badge key="locked" color="red" leftSection={<Icon name="lock" size={13} />}>{t('users.locked')}</Badge>
                  : account.failed_logins],
                [t('users.secondFactor'), t(account.has_second_factor ? 'users.secondFactorSet' : 'users.secondFactorNone')],
                ...(account.invited_until
                  ? [[t('users.invitation'), <span key="invited">{t('users.invitedUntil')} <When at={account.invited_until} /></span>] as const]
                  : []),
              ]}
            />
            {account.is_invitation_void && <Alert color="orange" role="status">{t('users.voidInvitation')}</Alert>}
            {account.mail_waits_until && <Alert color="orange" role="status">{t('users.mailWaits')} <When at={account.mail_waits_until} />.</Alert>}
            {mayEdit && (account.invited_until ? <OfInvited user={user} /> : <OfActive user={user} secondFactor={account.has_second_factor} mayMail={!account.mail_waits_until} />)}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function OfInvited({ user }: { user: User }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const again = async () => {
    await ask(api.POST('/user/{id}/invitation', { params: { path: { id: user.id } } }));
    await changed('user');
    notifications.show({ title: t('users.sentTitle'), message: t('users.sent', { email: user.email }), color: 'green' });
  };
  const withdraw = async () => {
    await ask(api.DELETE('/user/{id}/invitation', { params: { path: { id: user.id } } }));
    await changed('user');
    await navigate('/users');
  };
  return (
    <Group gap="xs">
      <ConfirmButton label={t('users.again')} act={t('users.again')} title={t('users.helpTitle', { name: user.username })} onConfirm={again} destructive={false}>
        {t('users.sent', { email: user.email })}
      </ConfirmButton>
      {me.may('user', 'delete', user.organization.id === me.organization ? 'organization' : 'collaboration') && (
        <ConfirmButton label={t('users.withdraw')} act={t('users.withdraw')} title={t('users.withdrawTitle', { name: user.username })} onConfirm={withdraw}>
          {t('users.withdrawText')}
        </ConfirmButton>
      )}
    </Group>
  );
}

function OfActive({ user, secondFactor, mayMail }: { user: User; secondFactor: boolean; mayMail: boolean }) {
  const { t } = useTranslation('admin');
  const session = useSession();
  const changed = useChanged();
  const [reason, setReason] = useState('');
  const mail = session.state === 'in' && session.hub.mail && user.is_active && mayMail;
  const name = user.username;
  const help = async (credential: string) => {
    await ask(api.POST('/user/{id}/recovery', { params: { path: { id: user.id } }, body: { credential } }));
    notifications.show({ title: t('users.mailSentTitle'), message: t('users.mailSent'), color: 'green' });
  };
  const set = async (active: boolean) => {
    const body = reason.trim() === '' ? {} : { reason };
    await ask(active
      ? api.POST('/user/{id}/reactivate', { params: { path: { id: user.id } }, body })
      : api.POST('/user/{id}/deactivate', { params: { path: { id: user.id } }, body }));
    setReason('');
    await changed('user', 'session');
  };
  const why = <TextInput label={t('users.reason')} mt="sm" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />;
  return (
    <Group gap="xs">
      {mail && (
        <ConfirmButton label={t('users.helpPassword')} act={t('users.helpPassword')} title={t('users.helpTitle', { name })} onConfirm={() => help('password')} destructive={false}>
          {t('users.helpText')}
        </ConfirmButton>
      )}
      {mail && secondFactor && (
        <ConfirmButton label={t('users.helpFactor')} act={t('users.helpFactor')} title={t('users.helpTitle', { name })} onConfirm={() => help('second_factor')} destructive={false}>
          {t('users.helpText')}
        </ConfirmButton>
      )}
      {user.is_active ? (
        <ConfirmButton label={t('users.deactivate')} act={t('users.deactivate')} title={t('users.deactivateTitle', { name })} onConfirm={() => set(false)}>
          {t('users.deactivateText')}{why}
        </ConfirmButton>
      ) : (
        <ConfirmButton label={t('users.reactivate')} act={t('users.reactivate')} title={t('users.reactivateTitle', { name })} onConfirm={() => set(true)} destructive={false}>
          {t('users.reactivateText')}{why}
        </ConfirmButton>
      )}
    </Group>
  );
}
