import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client';
import { resume, useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { When } from '../frame/When';

/** Where I am signed in, and the way to end it there. */
export function Sessions() {
  const { t } = useTranslation('account');
  const me = useMe();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['session', me.id], queryFn: ({ signal }) => ask(api.GET('/session/all', { signal })) });
  const end = async (session: string) => {
    await ask(api.DELETE('/session/all/{session}', { params: { path: { session } } }));
    await client.invalidateQueries({ queryKey: ['session'] });
    await resume();
  };
  const endAll = async () => {
    await ask(api.DELETE('/session/all'));
    await resume();
  };
  return (
    <Page
      title={t('sessions.title')} about={t('sessions.about')} above={[{ to: '/account', label: t('profile.title') }]}
      actions={<ConfirmButton label={t('sessions.endAll')} title={t('sessions.endAll')} act={t('sessions.endAll')} onConfirm={endAll}>{t('sessions.endAllText')}</ConfirmButton>}
    >
      <Loaded query={query} what={t('sessions.what')}>
        {(sessions) => sessions.length === 0
          ? <Empty icon="screen" title={t('sessions.none')} text={t('sessions.noneText')} />
          : (
              <Table.ScrollContainer minWidth={560} type="native" className="card" tabIndex={0} role="region" aria-label={t('sessions.title')}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('sessions.agent')}</Table.Th>
                      <Table.Th>{t('sessions.made')}</Table.Th>
                      <Table.Th>{t('sessions.used')}</Table.Th>
                      <Table.Th>{t('sessions.ends')}</Table.Th>
                      <Table.Td />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {sessions.map((session) => (
                      <Table.Tr key={session.id}>
                        <Table.Td>
                          <Group gap="xs"><Text size="sm" className="break">{session.agent}</Text>{session.is_current && <Badge>{t('sessions.current')}</Badge>}</Group>
                        </Table.Td>
                        <Table.Td><When at={session.made_at} /></Table.Td>
                        <Table.Td><When at={session.used_at} relative /></Table.Td>
                        <Table.Td><When at={session.ends_at} /></Table.Td>
                        <Table.Td ta="right">
                          <ConfirmButton label={t('sessions.end')} title={t('sessions.endTitle')} act={t('sessions.end')} onConfirm={() => end(session.id)}>
                            <Stack gap={4}><Text fw={600}>{session.agent}</Text><Text>{t('sessions.endText')}</Text></Stack>
                          </ConfirmButton>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
      </Loaded>
    </Page>
  );
}
