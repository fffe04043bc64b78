import { useTranslation } from 'react-i18next';
import { api, askPage } from '../api/client';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Page } from '../frame/Page';
import { chosenFilter } from './choose/filter';
import { NameOf } from './choose/NameOf';
import type { Study } from './data';
import { like } from './Organizations';

export function Studies() {
  const { t } = useTranslation('admin');
  const columns: Column<Study>[] = [
    { key: 'name', label: t('name'), sort: 'name', show: (row) => row.name },
    { key: 'collaboration', label: t('studies.of'), show: (row) => <NameOf kind="collaboration" id={row.collaboration.id} /> },
  ];
  return (
    <Page title={t('studies.title')} about={t('studies.about')}>
      <DataList
        what={t('studies.what')} queryKey={['study', 'list']} columns={columns} id={(row) => row.id} to={(row) => `/studies/${row.id}`} defaults={{ sort: 'name' }}
        filters={[
          { name: 'name', label: t('name') },
          chosenFilter('collaboration_id', t('studies.of'), 'collaboration'),
        ]}
        load={(query, signal) => askPage(api.GET('/study', { params: { query: like(query, 'name') }, signal }))}
        empty={<Empty icon="flask" title={t('studies.empty')} text={t('studies.emptyText')} />}
      />
    </Page>
  );
}
