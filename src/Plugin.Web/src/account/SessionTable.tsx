import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../api/client';
import { ConfirmButton } from '../frame/Confirm';
import { When } from '../frame/When';

interface SessionTableProps {
  sessions: readonly Schema<'BrowserSession'>[];
  /** For screen readers. */
  label: string;
  onEnded: () => Promise<unknown>;
  card?: boolean;
}

/** The browsers that somebody is signed in with, each with the way to end it. */
export function SessionTable({ sessions, label, onEnded, card = false }: SessionTableProps) {
  const { t } = useTranslation('account');
  const end = async (session: string) => {
    await ask(api.DELETE('/session/all/{session}', { params: { path: { session } } }));
    await onEnded();
  };
  return (
    <Table.ScrollContainer minWidth={560} type="native" {...(card ? { className: 'card' } : {})} tabIndex={0} role="region" aria-label={label}>
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
  );
}
