import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../api/client';
import { ConfirmButton } from '../frame/Confirm';
import { Facts } from '../frame/Facts';
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
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const end = async (session: string) => {
    await ask(api.DELETE('/session/all/{session}', { params: { path: { session } } }));
    await onEnded();
  };
  const endButton = (session: Schema<'BrowserSession'>) => (
    <ConfirmButton label={t('sessions.end')} title={t('sessions.endTitle')} act={t('sessions.end')} onConfirm={() => end(session.id)}>
      <Stack gap={4}><Text fw={600}>{session.agent}</Text><Text>{t('sessions.endText')}</Text></Stack>
    </ConfirmButton>
  );
  const browser = (session: Schema<'BrowserSession'>) => (
    <Group gap="xs"><Text size="sm" className="break">{session.agent}</Text>{session.is_current && <Badge>{t('sessions.current')}</Badge>}</Group>
  );
  if (phone) {
    return (
      <Stack component="ul" gap="sm" p={0} m={0} aria-label={label} styles={{ root: { listStyle: 'none' } }}>
        {sessions.map((session) => (
          <Stack component="li" key={session.id} gap="xs" {...(card ? { className: 'card', p: 'md' } : {})} align="flex-start">
            {browser(session)}
            <Facts facts={[[t('sessions.made'), <When key="made" at={session.made_at} />], [t('sessions.used'), <When key="used" at={session.used_at} relative />]]} />
            {endButton(session)}
          </Stack>
        ))}
      </Stack>
    );
  }

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
              <Table.Td>{browser(session)}</Table.Td>
              <Table.Td><When at={session.made_at} /></Table.Td>
              <Table.Td><When at={session.used_at} relative /></Table.Td>
              <Table.Td><When at={session.ends_at} /></Table.Td>
              <Table.Td ta="right">{endButton(session)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
