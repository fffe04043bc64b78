import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { When } from '../frame/When';
import { useText } from '../texts/useText';
import { inWords, type Names } from './names';
import { fieldInWords, wordOf } from './states';

/** Of fields whose numbers are things: what kind of thing. */
const things: Readonly<Record<string, string>> = {
  organisation: 'organisation', init_organisation: 'organisation', organisations: 'organisation', collaboration: 'collaboration', study: 'study',
  store: 'algorithm_store', user: 'user', init_user: 'user', node: 'node', task: 'task', job: 'task', parent: 'task', run: 'run', parent_run: 'run', runs: 'run',
};

/** Of a data source to which the order says nothing more. */
const NO_PARAMETERS = '{}';

/** One value of an event or a state, for people: things by name, times in their zone, nothing as such. */
export function Value({ field, of, names }: { field: string; of: unknown; names: Names }): ReactNode {
  const t = useText();
  if (of === null || of === undefined) {
    return <Text span inherit c="dimmed">{t('audit:event.nothing')}</Text>;
  }

  const thing = things[field];
  if (typeof of === 'number' && thing !== undefined) {
    return inWords(t, `${thing}-${of}`, names);
  }

  if (typeof of === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(of)) {
    return <When at={of} />;
  }

  if (Array.isArray(of)) {
    return of.length === 0
      ? <Text span inherit c="dimmed">{t('audit:event.nothing')}</Text>
      : of.map((item, i) => <span key={i}>{i > 0 && ', '}<Value field={field} of={item} names={names} /></span>);
  }

  if (typeof of === 'object') {
    return Object.entries(of).filter(([, value]) => value !== null && value !== NO_PARAMETERS).map(([name, value], i) => (
      <span key={name}>
        {i > 0 && ' · '}
        {/* A thing in words begins with what it is. */}
        {!(typeof value === 'number' && things[name] === name) && <><Text span inherit c="dimmed">{fieldInWords(t, name)}</Text>{' '}</>}
        <Value field={name} of={value} names={names} />
      </span>
    ));
  }

  if (typeof of === 'boolean') {
    return t(of ? 'audit:yes' : 'audit:no');
  }

  return of === '' ? <Text span inherit c="dimmed">{t('audit:event.nothing')}</Text> : wordOf(t, field, String(of));
}
