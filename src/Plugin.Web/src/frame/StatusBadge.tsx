import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';
import { isStatus, looks } from './status';

/** The status of a run or task. One that is not known is shown as it came. */
export function StatusBadge({ status }: { status: string }) {
  const { t } = useTranslation('frame');
  if (!isStatus(status)) {
    return <Badge color="gray">{status}</Badge>;
  }

  const { icon, color, key } = looks[status];
  return <Badge color={color} leftSection={<Icon name={icon} size={13} />}>{t(`status.${key}`)}</Badge>;
}
