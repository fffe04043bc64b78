import { Badge, Box, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/live';
import { Icon } from './Icon';

/** Whether what is shown is kept up to date by the hub; loud when it is not. */
export function LiveMark() {
  const { t } = useTranslation('frame');
  const connection = useConnection();
  const [color, icon] = ({ live: ['green', 'check'], polling: ['gray', 'refresh'], connecting: ['gray', 'clock'], lost: ['red', 'cloudOff'] } as const)[connection];
  return (
    <Box component="span" display="flex" role="status" data-connection={connection}>
      <Tooltip label={t(`live.${connection}Text`)} multiline w={260}>
        <Badge color={color} leftSection={<Icon name={icon} size={13} />} tabIndex={0} role="note" visibleFrom={connection === 'lost' ? 'base' : 'sm'}>
          {t(`live.${connection}`)}
        </Badge>
      </Tooltip>
    </Box>
  );
}
