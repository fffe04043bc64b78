import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';

/** Of a node: online, offline, or never seen. */
export function OnlineBadge({ status }: { status: string | null }) {
  const { t } = useTranslation('frame');
  switch (status) {
    case 'online':
      return <Badge color="green" leftSection={<Icon name="check" size={13} />}>{t('online')}</Badge>;
    case 'offline':
      return <Badge color="orange" leftSection={<Icon name="cloudOff" size={13} />}>{t('offline')}</Badge>;
    default:
      return <Badge color="gray" leftSection={<Icon name="question" size={13} />}>{t('neverSeen')}</Badge>;
  }
}
