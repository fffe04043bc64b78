import { SimpleGrid } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { Empty } from '../frame/Empty';
import { Loaded } from '../frame/Loaded';
import { Section } from '../frame/Section';
import { bySilo, growth, ofHub } from './history';
import { useHistory } from './queries';
import { TimeChart } from './TimeChart';

export function Charts() {
  const { t } = useTranslation('operate');
  const history = useHistory();
  return (
    <Section title={t('charts.title')}>
      <Loaded query={history} what={t('charts.what')}>
        {({ samples, every_seconds: seconds }) => samples.length === 0
          ? <Empty icon="chart" title={t('charts.none')} text={t('charts.noneText', { seconds })} />
          : <Hour samples={samples} />}
      </Loaded>
    </Section>
  );
}

const MB = 1024 * 1024;

function Hour({ samples }: { samples: readonly Schema<'HubSample'>[] }) {
  const { t } = useTranslation('operate');
  const lines = useMemo(
    () => ({
      load: bySilo(samples, (silo) => silo.requests_per_second),
      errors: bySilo(samples, (silo) => silo.failed_per_second),
      runs: [ofHub(samples, t('charts.waiting'), (sample) => sample.waiting), ofHub(samples, t('charts.running'), (sample) => sample.running)],
      growth: [growth(samples, t('charts.growth'))],
      cpu: bySilo(samples, (silo) => silo.cpu),
      memory: bySilo(samples, (silo) => Math.round(silo.memory / MB)),
      feeds: [
        ofHub(samples, t('charts.stations'), (sample) => sample.nodes),
        ofHub(samples, t('charts.lag'), (sample) => Math.max(0, ...sample.silos.map((silo) => silo.lag))),
      ],
    }),
    [samples, t],
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="lg">
      <TimeChart label={t('charts.load')} lines={lines.load} />
      <TimeChart label={t('charts.errors')} lines={lines.errors} />
      <TimeChart label={t('charts.runs')} lines={lines.runs} stacked />
      <TimeChart label={t('charts.growth')} lines={lines.growth} />
      <TimeChart label={t('charts.feeds')} lines={lines.feeds} />
      <TimeChart label={t('charts.cpu')} lines={lines.cpu} />
      <TimeChart label={t('charts.memory')} lines={lines.memory} />
    </SimpleGrid>
  );
}
