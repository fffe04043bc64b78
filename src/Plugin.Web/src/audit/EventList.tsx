import { Anchor, Badge, Box, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { Icon } from '../frame/Icon';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { EventDetail } from './EventDetail';
import { thingIn, type Names } from './names';
import type { Event } from './replay';
import { sentence } from './sentence';
import './audit.css';

/** Events one below the other, each a sentence that opens to all there is to know of it. */
export function EventList({ events, names }: { events: readonly Event[]; names: Names }) {
  return (
    <Stack gap={0} className="card" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
      {events.map((event) => <EventRow key={event.position} event={event} names={names} />)}
    </Stack>
  );
}

function EventRow({ event, names }: { event: Event; names: Names }) {
  const t = useText();
  const [opened, setOpened] = useState(false);
  const task = taskOf(event);
  return (
    <Box component="li" className="audit-event">
      <Group wrap="nowrap" gap="sm" align="flex-start" px="md" py="xs">
        <UnstyledButton onClick={() => setOpened(!opened)} aria-expanded={opened} className="audit-event-button">
          <Group wrap="nowrap" gap="sm" align="flex-start">
            <Box c="dimmed" mt={2}><Icon name={opened ? 'down' : 'right'} size={16} /></Box>
            <Box flex={1} miw={0}>
              <Text className="break">{sentence(t, event, names)}</Text>
              <Group gap="xs" c="dimmed" fz="sm">
                <When at={event.at} />
                <span className="numbers">{t('audit:history.position', { position: event.position })}</span>
                <Badge color="gray" size="sm" visibleFrom="sm">{event.name.split('/')[0]}</Badge>
              </Group>
            </Box>
          </Group>
        </UnstyledButton>
        {task !== null && <Anchor component={Link} to={`/audit/tasks/${task}`} size="sm" visibleFrom="sm" className="audit-nowrap">{t('audit:history.replay', { id: task })}</Anchor>}
      </Group>
      <Collapse expanded={opened}>{opened && <Box px="md" pb="md" pl={{ base: 'md', sm: 42 }}><EventDetail event={event} names={names} /></Box>}</Collapse>
    </Box>
  );
}

/** The task that an event is about, when there is one to replay. */
export function taskOf({ stream, data }: Pick<Event, 'stream' | 'data'>): string | null {
  const thing = thingIn(stream);
  const named = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['task'] : undefined;
  return thing?.kind === 'task' ? thing.id : typeof named === 'number' && named > 0 ? String(named) : null;
}
