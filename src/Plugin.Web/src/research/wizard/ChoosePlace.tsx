import { Group, Select, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Empty } from '../../frame/Empty';
import { Loaded } from '../../frame/Loaded';
import { useStudies } from '../queries';
import type { Draft } from './draft';

interface ChoosePlaceProps {
  collaborations: UseQueryResult<readonly Schema<'Collaboration'>[]>;
  collaboration: number | null;
  study: number | null;
  change: (what: Partial<Draft>) => void;
}

export function ChoosePlace({ collaborations, collaboration, study, change }: ChoosePlaceProps) {
  const { t } = useTranslation('research');
  const studies = useStudies(collaboration).data ?? [];
  return (
    <Loaded query={collaborations} what={t('new.collaborations')}>
      {(found) => (found.length === 0 ? <Empty icon="people" title={t('new.noCollaboration')} text={t('new.noCollaborationText')} /> : (
        <>
          <Group align="flex-start">
            <Select
              label={t('tasks.collaboration')} w={320} searchable={found.length > 8} allowDeselect={false} value={collaboration === null ? null : String(collaboration)} placeholder={t('new.choose')}
              data={found.map((one) => ({ value: String(one.id), label: one.name }))}
              onChange={(value) => change({ collaboration: Number(value), study: null, organizations: [], choice: '', databases: [] })}
            />
            {studies.length > 0 && (
              <Select
                label={t('new.study')} w={280} clearable placeholder={t('new.wholeCollaboration')} value={study === null ? null : String(study)}
                data={studies.map((one) => ({ value: String(one.id), label: one.name }))} onChange={(value) => change({ study: value === null ? null : Number(value), organizations: [] })}
              />
            )}
          </Group>
          {found.find((one) => one.id === collaboration)?.encrypted && <Text size="sm" c="dimmed" mt="xs">{t('new.encrypted')}</Text>}
        </>
      ))}
    </Loaded>
  );
}
