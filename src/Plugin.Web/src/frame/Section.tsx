import { Box, Group, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/** A card with a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Box component="section" className="card" p="md" aria-labelledby={id}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} id={id}>{title}</Title>
        {actions}
      </Group>
      {children}
    </Box>
  );
}
