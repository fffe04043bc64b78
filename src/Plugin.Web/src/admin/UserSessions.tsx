import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SessionTable } from '../account/SessionTable';
import { api, ask } from '../api/client';
import { ConfirmButton } from '../frame/Confirm';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { useChanged, type User } from './data';

/** The browsers a user is signed in with. */
export function UserSessions({ user }: { user: User }) {
  const { t } = useTranslation('admin');
  const changed = useChanged();
  const query = useQuery({
    queryKey: ['session', 'of', user.id],
    queryFn: ({ signal }) => ask(api.GET('/session/all', { params: { query: { user_id: user.id } }, signal })),
    refetchInterval: 30_000,
  });
  const endAll = async () => {
    await ask(api.DELETE('/session/all', { params: { query: { user_id: user.id } } }));
    await changed('session');
  };
  const some = (query.data?.length ?? 0) > 0;
  return (
    <Section
      title={t('users.sessions')}
      actions={some && (
        <ConfirmButton label={t('users.endAll')} act={t('users.endAll')} title={t('users.endAllTitle', { name: user.username })} onConfirm={endAll}>{t('users.endText')}</ConfirmButton>
      )}
    >
      <Loaded query={query} what={t('users.sessions')}>
        {(sessions) => sessions.length === 0
          ? <Text c="dimmed">{t('users.sessionsNone')}</Text>
          : <SessionTable sessions={sessions} label={t('users.sessions')} onEnded={() => changed('session')} />}
      </Loaded>
    </Section>
  );
}
