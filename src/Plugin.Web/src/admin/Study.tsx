import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ask, askPage } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmButton } from '../frame/Confirm';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Section } from '../frame/Section';
import { useNameOf } from './choose/NameOf';
import { useChanged, useMembers, type Study as Shown } from './data';
import { NodeList } from './NodeList';
import { StudyForm } from './StudyForm';

export function Study() {
  const { t } = useTranslation('admin');
  const id = Number(useParams()['id']);
  const query = useQuery({ queryKey: ['study', id], queryFn: ({ signal }) => ask(api.GET('/study/{id}', { params: { path: { id } }, signal })) });
  return <Loaded query={query} what={t('studies.what')}>{(study) => <StudyPage study={study} />}</Loaded>;
}

function StudyPage({ study }: { study: Shown }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const navigate = useNavigate();
  const changed = useChanged();
  const [editing, { open, close }] = useDisclosure(false);
  const collaboration = useNameOf('collaboration', study.collaboration.id);
  const all = useMembers(study.collaboration.id).data ?? [];
  const members = useQuery({
    queryKey: ['organization', 'of study', study.id],
    queryFn: async ({ signal }) => (await askPage(api.GET('/organization', { params: { query: { study_id: study.id, per_page: 500, sort: 'name' } }, signal }))).rows,
  });
  const nodes = useQuery({
    queryKey: ['node', 'of study', study.id],
    queryFn: async ({ signal }) => (await askPage(api.GET('/node', { params: { query: { study_id: study.id, per_page: 500, sort: 'name' } }, signal }))).rows,
  });
  const remove = async () => {
    await ask(api.DELETE('/study/{id}', { params: { path: { id: study.id }, query: { delete_dependents: true } } }));
    await changed('study', 'task');
    await navigate(`/collaborations/${study.collaboration.id}`);
  };
  return (
    <Page
      title={study.name}
      above={[{ to: '/collaborations', label: t('collaborations.title') }, { to: `/collaborations/${study.collaboration.id}`, label: collaboration }]}
      actions={(
        <>
          {me.may('study', 'edit', 'organization') && <Button variant="default" disabled={!members.data} onClick={open}>{t('edit')}</Button>}
          {me.may('study', 'delete', 'organization') && (
            <ConfirmButton label={t('delete')} act={t('delete')} title={t('studies.deleteTitle', { name: study.name })} onConfirm={remove}>{t('studies.deleteText')}</ConfirmButton>
          )}
        </>
      )}
    >
      <Section title={t('studies.members')}>
        <Loaded query={members} what={t('organizations.what')}>
          {(found) => (
            <Group gap="md">{found.map((one) => <Anchor key={one.id} component={Link} to={`/organizations/${one.id}`}>{one.name}</Anchor>)}</Group>
          )}
        </Loaded>
      </Section>
      <Section title={t('nodes.title')}>
        <Loaded query={nodes} what={t('nodes.what')}>
          {(found) => <Stack>{found.length === 0 ? <Empty icon="node" title={t('nodes.empty')} text={t('nodes.emptyText')} /> : <NodeList nodes={found} of={members.data} />}</Stack>}
        </Loaded>
      </Section>
      <StudyForm opened={editing} onClose={close} collaboration={study.collaboration.id} members={all} study={study} present={(members.data ?? []).map((one) => one.id)} />
    </Page>
  );
}
