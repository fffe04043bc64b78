import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../frame/Icon';
import { browserMemory } from '../proofs/memory';
import { verifyEvents } from '../proofs/events';
import { useText } from '../texts/useText';
import { hubLog } from './hub';
import type { Event } from './replay';
import { EventsVerdictView, Unchecked } from './Verdict';

/** Verifies events in this browser when it is asked to, and says what came of it. */
export function ProofPanel({ events, label }: { events: readonly Event[]; label: string }) {
  const t = useText();
  const [done, setDone] = useState(0);
  const check = useMutation({
    mutationFn: () => {
      setDone(0);
      return verifyEvents(hubLog, browserMemory, events, new Date(), setDone);
    },
  });
  const text = events.length > 1 ? t('proofs:checkingEvents', { done, all: events.length }) : t('proofs:checking');
  return (
    <Stack gap="sm">
      <Group>
        <Button variant="default" className="audit-wrap" leftSection={<Icon name="shield" />} disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? t('proofs:checking') : label}
        </Button>
      </Group>
      <div role="status">
        {check.isPending && (
          <Stack gap={4}>
            <Text size="sm" c="dimmed">{text}</Text>
            {events.length > 1 && <Progress value={(100 * done) / events.length} aria-label={text} />}
          </Stack>
        )}
      </div>
      {check.isError && <Unchecked error={check.error} retry={() => check.mutate()} />}
      {check.data && <EventsVerdictView verdict={check.data} />}
    </Stack>
  );
}
