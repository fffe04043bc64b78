import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api, askPage } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Section } from '../frame/Section';
import type { Collaboration, Organization, Study } from './data';
import { like } from './Organizations';
import { StudyForm } from './StudyForm';

/** The studies of one collaboration. */
export function StudiesOf({ collaboration, members }: { collaboration: Collaboration; members: readonly Organization[] }) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  const columns: Column<Study>[] = [{ key: 'name', label: t('name'), sort: 'name', show: (row) => row.name }];
  const create = me.may('study', 'create', 'collaboration') ? <Button variant="default" onClick={open}>{t('studies.create')}</Button> : null;
  return (
    <Section title={t('collaborations.studies')} actions={create}>
      <DataList
        what={t('studies.what')} queryKey={['study', 'of', collaboration.id]} columns={columns} id={(row) => row.id} to={(row) => `/studies/${row.id}`} prefix="study_"
        defaults={{ size: 10, sort: 'name' }}
        load={(query, signal) => askPage(api.GET('/study', { params: { query: { ...like(query), collaboration_id: collaboration.id } }, signal }))}
        empty={<Empty icon="flask" title={t('studies.empty')} text={t('studies.emptyText')} />}
      />
      <StudyForm opened={opened} onClose={close} collaboration={collaboration.id} members={members} />
    </Section>
  );
}
