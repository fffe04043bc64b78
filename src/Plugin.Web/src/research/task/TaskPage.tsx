import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask, type Schema } from '../../api/client';
import { useMe } from '../../api/session';
import { ConfirmButton } from '../../frame/Confirm';
import { Icon } from '../../frame/Icon';
import { Loaded } from '../../frame/Loaded';
import { NotFound } from '../../frame/NotFound';
import { Page } from '../../frame/Page';
import { useJob, useTask } from '../queries';
import { JobTree } from './JobTree';
import { Results } from './Results';
import { TaskFacts } from './TaskFacts';
import { TaskProof } from './TaskProof';
import { TimelineChart } from './TimelineChart';

export function TaskPage() {
  const id = Number(useParams()['id']);
  return Number.isInteger(id) && id > 0 ? <OneTask key={id} id={id} /> : <NotFound />;
}

function OneTask({ id }: { id: number }) {
  const { t } = useTranslation('research');
  const task = useTask(id);
  const job = useJob(id);
  const title = task.data?.name || t('unnamed', { id });
  const above = [{ to: '/tasks', label: t('tasks.title') }, ...(task.data?.parent ? [{ to: `/tasks/${task.data.parent.id}`, label: t('unnamed', { id: task.data.parent.id }) }] : [])];
  return (
    <Page title={title} above={above} actions={task.data && <Actions task={task.data} />} about={task.data?.description}>
      <Loaded query={task} what={t('task.what')}>{(found) => <TaskFacts task={found} />}</Loaded>
      {task.data && (
        <Loaded query={job} what={t('task.runs')}>
          {(found) => (
            <>
              <Results task={task.data!} job={found} />
              <JobTree job={found} of={id} />
              <TimelineChart job={found} />
              <TaskProof task={task.data!} job={found} />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function Actions({ task }: { task: Schema<'TaskView'> }) {
  const { t } = useTranslation('research');
  const me = useMe();
  const navigate = useNavigate();
  const mayDelete = me.may('task', 'delete', task.init_user.id === me.id ? 'own' : task.init_org.id === me.organization ? 'organization' : 'collaboration');
  const maySend = me.may('event', 'send', 'collaboration');
  const stop = () => mayDelete
    ? ask(api.POST('/task/{id}/stop', { params: { path: { id: task.id } } }))
    : ask(api.POST('/kill/task', { body: { id: task.id } }));
  return (
    <>
      {me.may('task', 'create') && (
        <Button component={Link} to={`/tasks/new?repeat=${task.id}`} variant="default" leftSection={<Icon name="copy" />}>{t('task.repeat')}</Button>
      )}
      {!task.complete && (mayDelete || maySend) && (
        <ConfirmButton label={t('task.stop')} title={t('task.stopTitle')} act={t('task.stop')} onConfirm={stop}>{t('task.stopText')}</ConfirmButton>
      )}
      {task.complete && mayDelete && (
        <ConfirmButton
          label={t('task.delete')} title={t('task.deleteTitle')} act={t('task.delete')}
          onConfirm={async () => {
            await ask(api.DELETE('/task/{id}', { params: { path: { id: task.id } } }));
            await navigate('/tasks');
          }}
        >
          {t('task.deleteText')}
        </ConfirmButton>
      )}
    </>
  );
}
