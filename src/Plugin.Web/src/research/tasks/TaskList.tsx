import { Box, Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { chosenFilter } from '../../admin/choose/filter';
import { api, askPage, type Schema } from '../../api/client';
import { useMe } from '../../api/session';
import { DataList, type Column } from '../../frame/DataList';
import { Empty } from '../../frame/Empty';
import { Icon } from '../../frame/Icon';
import type { ListFilter } from '../../frame/ListFilters';
import { Page } from '../../frame/Page';
import { isStatus, looks } from '../../frame/status';
import { StatusBadge } from '../../frame/StatusBadge';
import { When } from '../../frame/When';
import { UserName } from '../Names';
import { useAllStudies, useCollaborationNames } from '../queries';
import { taskQuery } from './taskQuery';

export function TaskList() {
  const { t } = useTranslation(['research', 'frame']);
  const me = useMe();
  const [address] = useSearchParams();
  const collaborations = useCollaborationNames();
  const studies = useAllStudies().data ?? [];
  // Of the chosen collaboration, when one is chosen; the chosen study stays in any case.
  const within = address.get('collaboration_id');
  const offered = studies.filter((study) => within === null || String(study.collaboration.id) === within || String(study.id) === address.get('study_id'));
  const columns: Column<Schema<'TaskView'>>[] = [
    { key: 'name', label: t('tasks.name'), sort: 'name', show: (task) => task.name || t('unnamed', { id: task.id }) },
    { key: 'status', label: t('tasks.status'), show: (task) => <Box miw="max-content"><StatusBadge status={task.status} /></Box> },
    { key: 'progress', label: t('tasks.progress'), show: (task) => <RunProgress task={task} /> },
    { key: 'collaboration', label: t('tasks.collaboration'), sort: 'collaboration_id', show: (task) => <Place task={task} collaborations={collaborations} studies={studies} /> },
    { key: 'user', label: t('tasks.user'), sort: 'init_user_id', show: (task) => <UserName id={task.init_user.id} /> },
    { key: 'image', label: t('tasks.image'), sort: 'image', wideOnly: true, show: (task) => <Text size="sm" c="dimmed" title={task.image}>{shortImage(task.image)}</Text> },
    { key: 'created', label: t('tasks.created'), sort: 'created_at', show: (task) => <Text span size="sm" style={{ whiteSpace: 'nowrap' }}><When at={task.created_at} /></Text> },
  ];
  const filters: ListFilter[] = [
    { name: 'name', label: t('tasks.name') },
    { name: 'status', label: t('tasks.status'), options: Object.entries(looks).map(([value, { key }]) => ({ value, label: isStatus(value) ? t(`frame:status.${key}`) : value })) },
    { name: 'collaboration_id', label: t('tasks.collaboration'), options: [...collaborations].map(([id, name]) => ({ value: String(id), label: name })) },
    ...(studies.length > 0 || address.has('study_id')
      ? [{ name: 'study_id', label: t('tasks.study'), options: offered.map((study) => ({ value: String(study.id), label: study.name })) }]
      : []),
    chosenFilter('init_user_id', t('tasks.user'), 'user'),
    { name: 'image', label: t('tasks.image') },
    { name: 'created_from', label: t('tasks.from'), date: true },
    { name: 'created_till', label: t('tasks.till'), date: true },
  ];
  const mayOrder = me.may('task', 'create');
  const order = <Button component={Link} to="/tasks/new" leftSection={<Icon name="plus" />}>{t('new.title')}</Button>;
  return (
    <Page title={t('tasks.title')} about={t('tasks.about')} actions={mayOrder && order}>
      <DataList
        what={t('tasks.what')} queryKey={['task', 'list']} columns={columns} filters={filters} id={(task) => task.id} to={(task) => `/tasks/${task.id}`}
        load={(query, signal) => askPage(api.GET('/task', { params: { query: taskQuery(query) }, signal }))}
        empty={<Empty icon="task" title={t('tasks.none')} text={mayOrder ? t('tasks.noneText') : t('tasks.noneSeen')} action={mayOrder && order} />}
      />
    </Page>
  );
}

function Place({ task, collaborations, studies }: { task: Schema<'TaskView'>; collaborations: ReadonlyMap<number, string>; studies: readonly Schema<'Study'>[] }) {
  const { t } = useTranslation('research');
  const name = studies.find((study) => study.id === task.study?.id)?.name ?? task.study?.id;
  return (
    <>
      {collaborations.get(task.collaboration.id) ?? String(task.collaboration.id)}
      {task.study && <Text size="xs" c="dimmed">{t('task.study', { name })}</Text>}
    </>
  );
}

/** In a list the name and tag are enough; the whole is on hover. */
function shortImage(image: string): string {
  return (image.split('@')[0] ?? image).split('/').at(-1) ?? image;
}

export function RunProgress({ task }: { task: Schema<'TaskView'> }) {
  const { t } = useTranslation('research');
  if (!task.progress) {
    return null;
  }

  const { runs, ended, failed } = task.progress;
  const words = failed > 0 ? t('tasks.progressFailed', { ended, runs, failed }) : t('tasks.progressOf', { ended, runs });
  return (
    <Group gap="xs" wrap="nowrap" title={words}>
      <Progress.Root size="sm" w={56} aria-hidden>
        <Progress.Section value={(100 * (ended - failed)) / Math.max(runs, 1)} color="green" />
        <Progress.Section value={(100 * failed) / Math.max(runs, 1)} color="red" />
      </Progress.Root>
      <Text size="sm" className="numbers" aria-label={words}>{ended}/{runs}</Text>
    </Group>
  );
}
