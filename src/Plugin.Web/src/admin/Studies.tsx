import { useTranslation } from 'react-i18next';
import { api, askPage } from '../api/client';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { nameIn, useCollaborations, type Study } from './data';
import { like } from './Organizations';

export function Studies() {
  const { t } = useTranslation('admin');
  const collaborations = useCollaborations().data;
  const columns: Column<Study>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'collaboration', label: t('studies.of'), show: (row) => nameIn(collaborations, row.collaboration.id) },
  ];
  return (
    <Page title={t('studies.title')} about={t('studies.about')}>
      <DataList
        what={t('studies.what')} queryKey={['study', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/studies/${row.id}`} defaults={{ sort: 'name' }}
        filters={[
          { name: 'name', label: t('name') },
          { name: 'collaboration_id', label: t('studies.of'), options: (collaborations ?? []).map((one) => ({ value: String(one.id), label: one.name })) },
        ]}
        load={(query, signal) => askPage(api.GET('/study', { params: { query: like(query, 'name') }, signal }))}
        empty={<Empty icon="flask" title={t('studies.empty')} text={t('studies.emptyText')} />}
      />
    </Page>
  );
}
