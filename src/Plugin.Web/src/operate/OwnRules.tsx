import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, askPage, type Schema } from '../api/client';
import { useMe } from '../api/session';
import { DataList, type Column } from '../frame/DataList';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { ClearRule } from './ClearRule';
import { PolicyText, retentionOf } from './Policy';

/** The collaborations that have said for themselves how long contents are kept. */
export function OwnRules() {
  const { t } = useTranslation('operate');
  const columns: Column<Schema<'Collaboration'>>[] = [
    { key: 'name', label: t('retention.collaboration'), sort: 'name', show: (row) => row.name },
    { key: 'rule', label: t('retention.keep'), show: (row) => <OwnRule collaboration={row.id} /> },
  ];
  return (
    <Section title={t('retention.own')}>
      <DataList
        what={t('retention.own')} queryKey={['collaboration', 'list', 'own retention']} columns={columns} id={(row) => row.id} to={(row) => `/collaborations/${row.id}`}
        defaults={{ size: 10, sort: 'name' }} load={(query, signal) => askPage(api.GET('/collaboration', { params: { query: { ...query, own_retention: true } }, signal }))}
        empty={<Empty icon="clock" title={t('retention.ownNone')} text={t('retention.ownNoneText')} />}
      />
    </Section>
  );
}

function OwnRule({ collaboration }: { collaboration: number }) {
  const { t } = useTranslation('operate');
  const me = useMe();
  const query = useQuery(retentionOf(collaboration));
  return (
    <Loaded query={query} what={t('retention.what')}>
      {({ own, default: hub }) => own && (
        <Group justify="space-between" gap="sm">
          <Text size="sm"><PolicyText policy={own} /></Text>
          {me.may('collaboration', 'edit', 'collaboration') && <ClearRule collaboration={collaboration} hub={hub} />}
        </Group>
      )}
    </Loaded>
  );
}
