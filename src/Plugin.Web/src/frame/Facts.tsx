import { Box, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Names and what they stand for, side by side. */
export function Facts({ facts, columns = 2 }: { facts: readonly (readonly [name: string, value: ReactNode])[]; columns?: number }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, sm: columns }} spacing="md" verticalSpacing="xs" m={0}>
      {facts.map(([name, value]) => (
        <Box key={name}>
          <Text component="dt" size="sm" c="dimmed">{name}</Text>
          <Text component="dd" m={0} className="break">{value}</Text>
        </Box>
      ))}
    </SimpleGrid>
  );
}
