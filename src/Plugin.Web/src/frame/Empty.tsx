import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

/** Nothing there: says so, and what the next step is. */
export function Empty({ title, text, action, icon = 'box' }: { title: string; text?: ReactNode; action?: ReactNode; icon?: IconName }) {
  return (
    <Stack align="center" gap={4} py="md" px="md" ta="center">
      <Text c="dimmed" component="div"><Icon name={icon} size={28} /></Text>
      <Text fw={600}>{title}</Text>
      {text && <Text c="dimmed" size="sm" maw={520}>{text}</Text>}
      {action}
    </Stack>
  );
}
