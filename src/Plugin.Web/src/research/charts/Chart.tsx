import { Box, Button, Group } from '@mantine/core';
import type { EChartsCoreOption } from 'echarts/core';
import { useTranslation } from 'react-i18next';
import { download } from '../../frame/download';
import { Icon } from '../../frame/Icon';
import { Loading } from '../../frame/Loading';
import { useChart } from '../../frame/useChart';

interface ChartProps {
  /** What is to be seen, for those who cannot see it. */
  label: string;
  /** Of the file when it is saved. */
  name: string;
  option: EChartsCoreOption;
  height?: number;
}

/** A chart; its library is fetched when the first one is shown. Texts in it are drawn, never markup. */
export function Chart({ label, name, option, height = 360 }: ChartProps) {
  const { t } = useTranslation('research');
  const { place, chart, dark } = useChart(option);
  const save = () => {
    const url = chart!.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: dark ? '#1a1b1e' : '#ffffff' });
    download(`${name}.png`, new Blob([Uint8Array.from(atob(url.split(',')[1]!), (c) => c.charCodeAt(0))], { type: 'image/png' }));
  };
  return (
    <Box>
      {chart === null && <Loading what={t('charts.what')} />}
      <Box ref={place} role="img" aria-label={label} h={height} w="100%" miw={280} />
      <Group justify="flex-end">
        <Button size="compact-sm" variant="subtle" leftSection={<Icon name="download" size={15} />} disabled={chart === null} onClick={save}>PNG</Button>
      </Group>
    </Box>
  );
}
