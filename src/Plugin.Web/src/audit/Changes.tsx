import { Table, Text } from '@mantine/core';
import { Scrolling } from './Scrolling';
import { useText } from '../texts/useText';
import { Facts } from './Facts';
import { fieldInWords, stateInWords } from './states';
import { statesAt, stateIn, type Event } from './replay';
import { inWords, type Names } from './names';
import { Value } from './Value';

/** The difference that an event made to its thing. */
export function Changes({ event, names }: { event: Event; names: Names }) {
  const t = useText();
  const changed = event.fields.filter(({ before, after }) => before !== null || after !== null);
  if (changed.length === 0) {
    return <Text c="dimmed">{t('audit:replay.noChange')}</Text>;
  }

  // Of what came to be, nothing was before.
  const born = changed.every(({ name, before }) => before === null || (name === 'state' && before === 'none'));
  return (
    <Scrolling label={t('audit:replay.changed')}>
      <Table>
        <Table.Caption>{inWords(t, event.stream, names)}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('audit:event.field')}</Table.Th>
            {!born && <Table.Th scope="col">{t('audit:event.before')}</Table.Th>}
            <Table.Th scope="col">{t(born ? 'audit:event.value' : 'audit:event.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changed.map(({ name, before, after }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>{fieldInWords(t, name)}</Table.Th>
              {!born && <Table.Td c="dimmed" className="break">{name === 'state' ? stateInWords(t, String(before), event.stream) : <Value field={name} of={before} names={names} />}</Table.Td>}
              <Table.Td className="break">{name === 'state' ? stateInWords(t, String(after), event.stream) : <Value field={name} of={after} names={names} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scrolling>
  );
}

const shown = ['name', 'description', 'image', 'init_user', 'init_organisation', 'collaboration', 'study', 'databases', 'fixed_digest', 'parent_run'] as const;

/** The task itself after so many steps. */
export function TaskThen({ events, step, task, names }: { events: readonly Event[]; step: number; task: number; names: Names }) {
  const t = useText();
  const state = statesAt(events, step).get(`task-${task}`);
  return (
    <Facts
      of={[
        [t('audit:replay.state'), stateInWords(t, stateIn(state))],
        ...shown.filter((field) => state?.[field] !== undefined && state[field] !== '').map((field) => [fieldInWords(t, field), <Value key={field} field={field} of={state?.[field]} names={names} />] as const),
      ]}
    />
  );
}
