import { useTranslation } from 'react-i18next';
import { api, askPage, type Schema } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { StatusBadge } from '../frame/StatusBadge';
import { When } from '../frame/When';

export function Home() {
  const { t } = useTranslation('home');
  const me = useMe();
  const columns: Column<Schema<'TaskView'>>[] = [
    { key: 'name', label: t('task.name'), sort: 'name', show: (task) => task.name },
    { key: 'status', label: t('task.status'), show: (task) => <StatusBadge status={task.status} /> },
    { key: 'created', label: t('task.created'), sort: 'created_at', show: (task) => <When at={task.created_at} /> },
  ];
  return (
    <Page title={t('title')} about={t('hello', { name: me.name })}>
      <DataList
        what={t('tasks')} queryKey={['task', 'list', 'mine']} columns={columns} id={(task) => task.id} defaults={{ size: 10, sort: '-created_at' }}
        load={(query, signal) => askPage(api.GET('/task', { params: { query: { ...query, init_user_id: me.id } }, signal }))}
        filters={[{ name: 'name', label: t('task.name') }]}
        empty={<Empty icon="task" title={t('none')} />}
      />
    </Page>
  );
}
