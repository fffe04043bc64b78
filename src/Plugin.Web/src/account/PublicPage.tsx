import { Box, Center, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useSession } from '../api/session';
import { LanguageSwitch } from '../frame/LanguageSwitch';
import { SchemeSwitch } from '../frame/SchemeSwitch';

/** A page of those who are not signed in: one card in the middle. */
export function PublicPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('account');
  const session = useSession();
  const { pathname } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · PLUGIN`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={400} gap="md">
        <Group justify="space-between">
          <Text fw={750} fz="xl" c="var(--mantine-color-anchor)">PLUGIN</Text>
          <Group gap={4}><LanguageSwitch /><SchemeSwitch /></Group>
        </Group>
        <Box className="card" p="lg">
          <Stack>
            <Title order={1} tabIndex={-1} ref={heading} data-path={pathname}>{title}</Title>
            {children}
          </Stack>
        </Box>
        {session.state === 'out' && <Text size="xs" c="dimmed" ta="center">{t('hub', { name: session.hub.name, version: session.hub.version })}</Text>}
      </Stack>
    </Center>
  );
}
