import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../../api/client';
import { Icon, type IconName } from '../../frame/Icon';
import { Loading } from '../../frame/Loading';
import { Problem } from '../../frame/Problem';
import { Section } from '../../frame/Section';
import { databasesOf, type Draft } from './draft';

interface DryRunProps {
  draft: Draft;
  central: boolean;
  members: readonly Schema<'Organization'>[];
}

const TYPING_MS = 600;

const verdicts: Readonly<Record<string, { icon: IconName; color: string }>> = {
  accepts: { icon: 'check', color: 'green' }, asks: { icon: 'clock', color: 'yellow' }, refuses: { icon: 'ban', color: 'red' }, unknown: { icon: 'question', color: 'gray' },
};

/** What each node would say, before anything is ordered. */
export function DryRun({ draft, central, members }: DryRunProps) {
  const { t } = useTranslation('research');
  // A central function asks the others from where it runs, by functions of its own.
  const others = central ? members.map((one) => one.id).filter((id) => !draft.organizations.includes(id)) : [];
  const asked = useTrial(draft, draft.organizations, draft.method);
  const next = useTrial(draft, draft.organizations.length > 0 ? others : [], null);
  return (
    <Section title={t('dryRun.title')} actions={<Button size="compact-sm" variant="subtle" leftSection={<Icon name="refresh" size={15} />} disabled={draft.organizations.length === 0} onClick={() => { void asked.refetch(); void next.refetch(); }}>{t('dryRun.again')}</Button>}>
      <div aria-live="polite">
        {draft.organizations.length === 0 ? <Text size="sm" c="dimmed">{t('dryRun.first')}</Text> : (
          <Stack gap="xs">
            <Answers trial={asked} members={members} />
            {others.length > 0 && <Text size="sm" fw={600} mt="xs">{t('dryRun.others')}</Text>}
            {others.length > 0 && <Answers trial={next} members={members} />}
            <Text size="xs" c="dimmed">{t('dryRun.note')}</Text>
          </Stack>
        )}
      </div>
    </Section>
  );
}

function useTrial(draft: Draft, organizations: readonly number[], method: string | null) {
  const [question] = useDebouncedValue(JSON.stringify({
    image: draft.image.trim(), collaboration_id: draft.collaboration!, ...(draft.study === null ? {} : { study_id: draft.study }), ...(draft.store === null ? {} : { store_id: draft.store }),
    ...(method === null || method.trim() === '' ? {} : { method: method.trim() }), databases: databasesOf(draft), organizations: organizations.map((id) => ({ id })),
  }), TYPING_MS);
  const body = JSON.parse(question) as Schema<'DryRunQuestion'>;
  return useQuery({
    queryKey: ['node', 'dry-run', question],
    enabled: organizations.length > 0 && body.organizations.length > 0 && body.image !== '',
    retry: false,
    queryFn: ({ signal }) => ask(api.POST('/task/dry-run', { body, signal })),
  });
}

function Answers({ trial, members }: { trial: ReturnType<typeof useTrial>; members: DryRunProps['members'] }) {
  const { t } = useTranslation('research');
  if (trial.isError) {
    return <Problem error={trial.error} />;
  }

  return trial.data === undefined ? <Loading what={t('dryRun.what')} /> : (
    <Stack component="ul" gap={6} p={0} m={0} styles={{ root: { listStyle: 'none' } }}>
      {trial.data.organizations.map((answer) => <Answer key={answer.organization_id} answer={answer} name={members.find((one) => one.id === answer.organization_id)?.name ?? String(answer.organization_id)} />)}
    </Stack>
  );
}

function Answer({ answer, name }: { answer: Schema<'DryRunAnswer'>; name: string }) {
  const { t } = useTranslation('research');
  const look = verdicts[answer.verdict] ?? verdicts['unknown']!;
  return (
    <Group component="li" gap="sm" align="flex-start" wrap="nowrap">
      <Badge flex="none" color={look.color} leftSection={<Icon name={look.icon} size={13} />}>{t(`dryRun.verdict.${answer.verdict as 'accepts'}`)}</Badge>
      <div>
        <Text size="sm" fw={600}>{name}</Text>
        {answer.reason && <Text size="sm" className="break">{answer.reason}{answer.rule && <Text span c="dimmed" size="xs"> ({answer.rule})</Text>}</Text>}
        {answer.conditions.map((condition) => <Text key={condition.text} size="sm" c="dimmed">{condition.code === 'records' ? condition.text : t(`dryRun.condition.${condition.code as 'offline'}`)}</Text>)}
      </div>
    </Group>
  );
}
