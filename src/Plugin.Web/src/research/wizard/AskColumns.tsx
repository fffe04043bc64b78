import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schema } from '../../api/client';
import { useMe } from '../../api/session';
import { Icon } from '../../frame/Icon';
import { Problem } from '../../frame/Problem';
import { stateOf } from '../jobs/tree';
import { KeyCard } from '../payload/KeyCard';
import { askForColumns } from './askForColumns';
import type { Draft, DraftDatabase } from './draft';
import { knows, learn, learntOf, useLearnt } from './learnt';
import type { Node } from './sources';
import { useColumnAnswers, type Asked, type Waiting } from './useColumnAnswers';

interface AskColumnsProps {
  database: DraftDatabase;
  draft: Draft & { readonly collaboration: number };
  /** Those that will work on it. */
  nodes: readonly Node[];
  members: readonly Schema<'Organization'>[];
  encrypted: boolean;
  isOurs: boolean;
}

const nobody: readonly Asked[] = [];

/** Asks stations that do not tell the names of columns for them, by tasks that are on record like any other. */
export function AskColumns({ database, draft, nodes, members, encrypted, isOurs }: AskColumnsProps) {
  const { t } = useTranslation('research');
  const me = useMe();
  const learnt = useLearnt();
  const [asked, setAsked] = useState<readonly Asked[]>(nobody);
  const unknown = nodes.filter((node) => !knows(learnt, node, database) && members.some((one) => one.id === node.organization.id));
  const online = unknown.filter((node) => node.status === 'online');
  const called = (organization: number) => members.find((one) => one.id === organization)?.name ?? t('organization', { id: organization });
  const names = (found: readonly Node[]) => found.map((node) => called(node.organization.id)).join(', ');
  const start = useMutation({
    mutationFn: async () => {
      const answers = await Promise.allSettled(online.map((node) => askOne(node)));
      setAsked(answers.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : [])));
      const refused = answers.find((one) => one.status === 'rejected');
      if (refused) {
        throw refused.reason;
      }
    },
  });
  const askOne = async (node: Node): Promise<Asked | null> => {
    const organization = members.find((one) => one.id === node.organization.id)!;
    const answer = await askForColumns({ draft, database, encrypted, isOurs, name: t('columns.task', { label: database.label }), organization });
    if ('names' in answer) {
      learn(node.id, database, answer.names);
      return null;
    }

    return { task: answer.task, organization: organization.id };
  };
  const answers = useColumnAnswers(asked, database, encrypted, me.organization);
  const known = nodes.filter((node) => learntOf(learnt, node.id, database) !== undefined);
  const awaited = ({ organization, run }: Waiting) => {
    const state = run === undefined ? null : stateOf(run);
    const why = run !== undefined && run.node_status !== 'online' ? t('task.nodeOffline') : state === null || state === 'claimed' ? null : t(`state.${state}`);
    return why === null ? called(organization) : t('columns.because', { name: called(organization), why });
  };
  const cancel = () => {
    // Who may not stop it, or comes too late, stops waiting all the same.
    answers.waiting.forEach(({ task: id }) => void ask(api.POST('/task/{id}/stop', { params: { path: { id } } })).catch(() => undefined));
    setAsked(nobody);
  };
  const isFree = answers.waiting.length === 0 && !answers.sealed;
  return (
    <Stack gap="xs" align="flex-start">
      {isFree && online.length > 0 && (
        <>
          <Button
            size="compact-sm" variant="light" h="auto" mih={26} maw="100%" styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
            leftSection={<Icon name="search" size={15} />} loading={start.isPending} onClick={() => start.mutate()}
          >
            {t(answers.refused.length > 0 ? 'columns.again' : 'columns.ask')}
          </Button>
          {answers.refused.length === 0 && <Text size="xs" c="dimmed">{t('columns.how', { names: names(online) })}</Text>}
        </>
      )}
      {isFree && unknown.length > online.length && <Text size="xs" c="dimmed">{t('columns.offline', { names: names(unknown.filter((node) => node.status !== 'online')) })}</Text>}
      {start.isError && <Problem error={start.error} />}
      <div role="status">
        {answers.waiting.length > 0 && (
          <Group gap="sm">
            <Text size="sm">{t(answers.late ? 'columns.late' : 'columns.waiting', { names: answers.waiting.map(awaited).join(', ') })}</Text>
            <Button size="compact-sm" variant="default" onClick={cancel}>{t('columns.cancel')}</Button>
          </Group>
        )}
        {known.length > 0 && <Text size="sm" c="dimmed">{t('columns.known', { names: names(known) })}</Text>}
        {answers.refused.length > 0 && (
          <>
            <List size="sm">{answers.refused.map(({ organization, why }) => <List.Item key={organization} className="break">{t('columns.refused', { name: called(organization), why })}</List.Item>)}</List>
            <Text size="sm" c="dimmed">{t('columns.typed')}</Text>
          </>
        )}
      </div>
      {answers.sealed && <KeyCard organization={me.organization} />}
      {answers.error !== null && <Problem error={answers.error} />}
    </Stack>
  );
}
