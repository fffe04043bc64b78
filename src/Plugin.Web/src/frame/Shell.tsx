import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { useMe } from '../api/session';
import { useText } from '../texts/useText';
import { navigation } from './areas';
import { Icon } from './Icon';
import { LanguageSwitch } from './LanguageSwitch';
import { LiveMark } from './LiveMark';
import { Loading } from './Loading';
import { entryOf, type NavigationGroup } from './navigation';
import { SchemeSwitch } from './SchemeSwitch';
import { UserMenu } from './UserMenu';

const groups: readonly NavigationGroup[] = ['work', 'administration', 'operation', 'audit'];

/** What stands around every page of those who are signed in. */
export function Shell() {
  const { t } = useTranslation('frame');
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding={{ base: 'sm', sm: 'lg' }}>
      <a className="skip" href="#content">{t('skip')}</a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t(opened ? 'menu.close' : 'menu.open')} aria-expanded={opened} />
            <Text component={Link} to="/" fw={750} fz="lg" c="var(--mantine-color-anchor)" lh={1}>PLUGIN</Text>
          </Group>
          <Group gap={4} wrap="nowrap">
            <LiveMark />
            <LanguageSwitch />
            <SchemeSwitch />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('menu.main')}>
        <ScrollArea type="never" tabIndex={-1}>
          {groups.map((group) => <NavigationPart key={group} group={group} />)}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content">
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

/** A group appears when it has something for whoever looks. */
function NavigationPart({ group }: { group: NavigationGroup }) {
  const t = useText();
  const me = useMe();
  const here = entryOf(useLocation().pathname, navigation.map((entry) => entry.to));
  const entries = navigation.filter((entry) => entry.group === group && entry.may(me));
  return entries.length === 0 ? null : (
    <>
      {group !== 'work' && <Text size="xs" c="dimmed" fw={700} tt="uppercase" px="sm" pt="md" pb={4}>{t(`frame:group.${group}`)}</Text>}
      {entries.map(({ to, label, icon }) => (
        <NavLink key={to} component={Link} to={to} aria-current={to === here ? 'page' : undefined} label={label(t)} leftSection={<Icon name={icon} />} py={7} className="navigation" />
      ))}
    </>
  );
}
