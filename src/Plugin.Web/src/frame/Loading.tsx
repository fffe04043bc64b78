import { Group, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** @param what What is being fetched, in words. */
export function Loading({ what }: { what?: string }) {
  const { t } = useTranslation('frame');
  return (
    <Group role="status" data-loading-words gap="sm" p="md" wrap="nowrap">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">{what ? t('loadingWhat', { what }) : t('loading')}</Text>
    </Group>
  );
}
