import { Anchor, Box, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

interface PageProps {
  title: string;
  /** One sentence on what the page is for. */
  about?: ReactNode;
  /** Where it lies: the pages above it. */
  above?: readonly { to: string; label: string }[];
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page: its heading names the tab and takes the focus when one comes to it. */
export function Page({ title, about, above, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = `${title} · PLUGIN`;
  }, [title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <Stack gap="lg" maw={1440} mx="auto">
      <Box>
        {above && above.length > 0 && (
          <Breadcrumbs mb={4} fz="sm">
            {above.map(({ to, label }) => <Anchor key={to} component={Link} to={to} fz="sm">{label}</Anchor>)}
          </Breadcrumbs>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Box flex="1 1 320px" miw={0}>
            <Title order={1} tabIndex={-1} ref={heading} data-path={pathname} className="break">{title}</Title>
            {about && <Text c="dimmed" mt={2}>{about}</Text>}
          </Box>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </Box>
      {children}
    </Stack>
  );
}
