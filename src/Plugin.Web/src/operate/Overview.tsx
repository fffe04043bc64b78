import { Alert, Box, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { Icon } from '../frame/Icon';
import { Loaded } from '../frame/Loaded';
import { Page } from '../frame/Page';
import { Alarms } from './Alarms';
import { Charts } from './Charts';
import { shortName } from './history';
import { useSilos, useStations } from './queries';
import { Silos } from './Silos';
import { Stations } from './Stations';

export function Overview() {
  const { t } = useTranslation('operate');
  const silos = useSilos();
  const stations = useStations();
  return (
    <Page title={t('overview.title')} about={t('overview.about')}>
      <Loaded query={silos} what={t('overview.what')}>
        {(hub) => (
          <>
            <Lost silos={hub.silos} />
            <Figures hub={hub} stations={stations.data ?? []} />
          </>
        )}
      </Loaded>
      <Alarms />
      <Charts />
      <Loaded query={silos} what={t('silo.what')}>{(hub) => <Silos silos={hub.silos} />}</Loaded>
      <Loaded query={stations} what={t('stations.what')}>{(all) => <Stations stations={all} head={silos.data?.head ?? 0} />}</Loaded>
    </Page>
  );
}

function Lost({ silos }: { silos: readonly Schema<'SiloView'>[] }) {
  const { t } = useTranslation('operate');
  const lost = silos.filter((silo) => silo.state === 'lost');
  return (
    <div role="status">
      {lost.length > 0 && <Alert color="red" icon={<Icon name="alert" />}>{t('silo.lost', { names: lost.map((silo) => shortName(silo.id)).join(', ') })}</Alert>}
    </div>
  );
}

function Figures({ hub, stations }: { hub: Schema<'HubStatus'>; stations: readonly Schema<'StationState'>[] }) {
  const { t, i18n } = useTranslation('operate');
  const number = (value: number) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(value);
  const serving = hub.silos.filter((silo) => silo.state === 'serving');
  const sum = (value: (silo: Schema<'SiloView'>) => number) => serving.reduce((total, silo) => total + value(silo), 0);
  const mails = serving.flatMap((silo) => (silo.mails ? [silo.mails] : []));
  const count = (value: (station: Schema<'StationState'>) => number) => stations.reduce((total, station) => total + value(station), 0);
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" component="dl" m={0} aria-label={t('overview.figures')}>
      <Figure name={t('overview.silos')} value={t('overview.silosServing', { serving: serving.length, all: hub.silos.length })} bad={serving.length < hub.silos.length} />
      <Figure name={t('overview.connected')} value={t('overview.connectedOf', { connected: hub.nodes, all: stations.length })} />
      <Figure name={t('overview.waiting')} value={number(count((station) => station.waiting))} />
      <Figure name={t('overview.running')} value={number(count((station) => station.running))} />
      <Figure name={t('overview.events')} value={number(hub.head)} />
      <Figure name={t('overview.load')} value={number(sum((silo) => silo.requests_per_second))} />
      <Figure name={t('overview.errors')} value={number(sum((silo) => silo.failed_per_second ?? 0))} bad={sum((silo) => silo.failed_per_second ?? 0) > 0} />
      <Figure name={t('overview.lag')} value={number(Math.max(0, ...serving.map((silo) => silo.lag)))} />
      <Figure
        name={t('overview.mails')} small
        value={mails.length === 0 ? t('overview.mailsNone') : t('overview.mailsState', {
          sent: mails.reduce((total, one) => total + one.sent, 0), waiting: mails.reduce((total, one) => total + one.waiting, 0),
          failed: mails.reduce((total, one) => total + one.failed, 0),
        })}
        bad={mails.some((one) => one.failed > 0)}
      />
    </SimpleGrid>
  );
}

function Figure({ name, value, bad = false, small = false }: { name: string; value: ReactNode; bad?: boolean; small?: boolean }) {
  return (
    <Box className="card" p="sm">
      <Text component="dt" size="sm" c="dimmed">{name}</Text>
      <Text component="dd" m={0} fz={small ? 'sm' : 'xl'} fw={650} className="numbers" {...(bad ? { c: 'var(--mantine-color-error)' } : {})}>{value}</Text>
    </Box>
  );
}
