import { Box, Group, Text, UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import type { Names } from './names';
import type { Event } from './replay';
import { sentence } from './sentence';

/** Every step as a line to jump to; the one that is shown stays in sight. */
export function StepList({ events, step, go, names }: { events: readonly Event[]; step: number; go: (to: number) => void; names: Names }) {
  const t = useText();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current;
    const line = box?.querySelector<HTMLElement>('[aria-current="step"]');
    if (box && line) {
      box.scrollTop = Math.max(0, line.offsetTop - box.offsetTop - box.clientHeight / 2);
    }
  }, [step]);
  return (
    <Box component="ol" ref={list} className="audit-steps" m={0} p={0} style={{ listStyle: 'none' }}>
      {events.map((event, i) => (
        <li key={event.position}>
          <UnstyledButton className="audit-step" aria-current={i + 1 === step ? 'step' : undefined} onClick={() => go(i + 1)}>
            <Group gap="sm" wrap="nowrap" align="baseline">
              <Text span size="sm" c="dimmed" className="numbers" w={28} ta="right">{i + 1}</Text>
              <Text span size="sm" className="break" flex={1}>{sentence(t, event, names)}</Text>
              <Text span size="sm" c="dimmed" visibleFrom="sm"><When at={event.at} /></Text>
            </Group>
          </UnstyledButton>
        </li>
      ))}
    </Box>
  );
}
