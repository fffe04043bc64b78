import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { When } from '../frame/When';
import { exactUtc, instant } from '../frame/time';
import { useText } from '../texts/useText';
import { taskOf } from './EventList';
import { Facts } from './Facts';
import { inWords, type Names } from './names';
import { ProofPanel } from './ProofPanel';
import { useRuleText } from './queries';
import type { Event } from './replay';
import { author } from './sentence';
import { fieldInWords } from './states';
import { Value } from './Value';

/** All there is to know of an event: where it stands, who, why, what it says, and its proof. */
export function EventDetail({ event, names }: { event: Event; names: Names }) {
  const t = useText();
  const ruleText = useRuleText();
  const data = Object.entries(typeof event.data === 'object' && event.data !== null ? (event.data as Record<string, unknown>) : {}).filter(([name]) => name !== 'at');
  const task = taskOf(event);
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t('audit:event.who'), author(t, event, names)],
          [t('audit:event.why'), event.rule === null ? t('audit:event.noRule') : ruleText(event.rule)],
          [t('audit:event.at'), <><When at={event.at} /> · <span className="numbers">{exactUtc(instant(event.at))}</span></>],
          [t('audit:event.position'), event.position.toLocaleString()],
          [t('audit:event.stream'), `${inWords(t, event.stream, names)}, ${t('audit:event.version', { version: event.version })}`],
          [t('audit:event.name'), <span className="audit-code">{event.name}</span>],
        ]}
      />
      {data.length > 0 && (
        <Box>
          <Title order={3} mb={4}>{t('audit:event.data')}</Title>
          <Facts of={data.map(([name, value]) => [fieldInWords(t, name), value === null ? t('audit:erased') : <Value field={name} of={value} names={names} />])} />
          <Text size="xs" c="dimmed" mt="xs">{t('audit:event.sealedNote')}</Text>
        </Box>
      )}
      <ProofPanel events={[event]} label={t('audit:replay.verifyOne')} />
      {task !== null && (
        <Group gap="md">
          <Anchor component={Link} to={`/audit/tasks/${task}`} size="sm">{t('audit:history.replay', { id: task })}</Anchor>
          <Anchor component={Link} to={`/audit/history?task=${task}`} size="sm">{t('audit:history.ofThing', { thing: inWords(t, `task-${task}`, names) })}</Anchor>
        </Group>
      )}
    </Stack>
  );
}
