import { Alert, Checkbox, NumberInput, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../api/client';
import { Loaded } from '../frame/Loaded';
import { When } from '../frame/When';

export type Policy = Schema<'RetentionView'>;

/** Where the forecast stops counting. */
const MOST = 1000;
const TYPING_MS = 300;
const SUGGESTED_DAYS = 365;

export const retentionOf = (id: number) => ({
  queryKey: ['collaboration', id, 'retention'],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask(api.GET('/erasure/retention/collaborations/{id}', { params: { path: { id } }, signal })),
  staleTime: 60_000,
});

export function PolicyText({ policy }: { policy: Policy }) {
  const { t } = useTranslation('operate');
  return (
    <>
      {policy.days === null ? t('retention.forEver') : t('retention.daysText', { count: policy.days })}
      {policy.days !== null && ` · ${t(policy.texts ? 'retention.textsGo' : 'retention.textsStay')}`}
    </>
  );
}

export function PolicyFields({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation('operate');
  const { days } = policy;
  return (
    <>
      <Checkbox
        label={t('retention.forEverLabel')} checked={days === null}
        onChange={(event) => onChange(event.currentTarget.checked ? { days: null, texts: false } : { ...policy, days: SUGGESTED_DAYS })}
      />
      {days !== null && (
        <>
          <NumberInput
            label={t('retention.days')} min={0} max={36525} clampBehavior="strict" allowDecimal={false} value={days} maw={280} required
            onChange={(typed) => onChange({ ...policy, days: Number(typed) })}
          />
          <Checkbox label={t('retention.texts')} checked={policy.texts} onChange={(event) => onChange({ ...policy, texts: event.currentTarget.checked })} />
        </>
      )}
    </>
  );
}

/** What a rule would erase of a collaboration now and later. */
export function Forecast({ collaboration, days, warns = false }: { collaboration: number; days: number; warns?: boolean }) {
  const { t } = useTranslation('operate');
  const [asked] = useDebouncedValue(days, TYPING_MS);
  const query = useQuery({
    queryKey: ['collaboration', collaboration, 'forecast', asked],
    queryFn: ({ signal }) => ask(api.GET('/erasure/retention/collaborations/{id}/forecast', { params: { path: { id: collaboration }, query: { days: asked } }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query} what={t('retention.forecast')}>
      {({ due, later, next }) => {
        const words = (
          <Stack gap={4}>
            <Text size="sm">{due === 0 ? t('retention.dueNone') : due >= MOST ? t('retention.dueMany', { count: due }) : t('retention.due', { count: due })}</Text>
            {next !== null && (
              <Text size="sm">{later >= MOST ? t('retention.laterMany', { count: later }) : t('retention.later', { count: later })} <When at={next} /></Text>
            )}
            <Text size="sm" {...(warns ? {} : { c: 'dimmed' })}>{t('retention.counts')}</Text>
          </Stack>
        );
        return warns ? <Alert color={due > 0 ? 'orange' : 'blue'} title={t('retention.forecast')} role="status">{words}</Alert> : words;
      }}
    </Loaded>
  );
}
