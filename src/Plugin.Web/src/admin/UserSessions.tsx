import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { ConfirmButton } from '../frame/Confirm';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { When } from '../frame/When';
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
  const end = async (session: string) => {
    await ask(api.DELETE('/session/all/{session}', { params: { path: { session } } }));
    await changed('session');
  };
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
        {(sessions) => sessions.length === 0 ? <Text c="dimmed">{t('users.sessionsNone')}</Text> : (
          <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="region" aria-label={t('users.sessions')}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('users.browser')}</Table.Th><Table.Th>{t('users.since')}</Table.Th><Table.Th>{t('users.used')}</Table.Th><Table.Td />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {sessions.map((session) => (
                  <Table.Tr key={session.id}>
                    <Table.Td className="break">{session.agent}</Table.Td>
                    <Table.Td><When at={session.made_at} /></Table.Td>
                    <Table.Td><When at={session.used_at} relative /></Table.Td>
                    <Table.Td ta="right">
                      <ConfirmButton label={t('users.end')} act={t('users.end')} title={t('users.endTitle')} onConfirm={() => end(session.id)}>{t('users.endText')}</ConfirmButton>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Section>
  );
}
