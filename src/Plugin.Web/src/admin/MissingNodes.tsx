import { Alert, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { registerNodes, useChanged, type NodeToRegister } from './data';
import type { Registered } from './KeysDialog';

interface MissingNodesProps {
  /** Who cannot answer where. */
  text: string;
  act: string;
  /** Those that one may register. */
  register: readonly NodeToRegister[];
  onRegistered: (registered: Registered) => void;
}

/** Says that nodes are missing and registers them. */
export function MissingNodes({ text, act, register, onRegistered }: MissingNodesProps) {
  const changed = useChanged();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    onRegistered(await registerNodes(register));
    await changed('node');
    setBusy(false);
  };
  return (
    <Alert color="yellow">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{text}</Text>
        {register.length > 0 && <Button size="xs" loading={busy} onClick={() => void start()}>{act}</Button>}
      </Stack>
    </Alert>
  );
}
