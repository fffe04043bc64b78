import { Grid, Stack } from '@mantine/core';
import { useMe } from '../api/session';
import { Page } from '../frame/Page';
import { useText } from '../texts/useText';
import { Alarms } from './Alarms';
import { FinishedTasks } from './FinishedTasks';
import { Nodes } from './Nodes';
import { RunningTasks } from './RunningTasks';
import { WaitingRuns } from './WaitingRuns';

/** What needs whoever is signed in, and what goes on for them. */
export function Home() {
  const t = useText();
  const me = useMe();
  const research = me.may('task', 'view');
  return (
    <Page title={t('home:title')} about={t('home:hello', { name: me.name })}>
      {me.may('event', 'receive', 'global') && <Alarms />}
      <Grid gap="lg">
        {research && (
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <RunningTasks />
              <FinishedTasks />
            </Stack>
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, md: research ? 5 : 12 }}>
          <Stack gap="lg">
            {research && <WaitingRuns />}
            {me.may('node', 'view') && <Nodes />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
