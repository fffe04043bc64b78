import { Button, Menu, Text } from '@mantine/core';
import { Link } from 'react-router';
import { signOut, useMe } from '../api/session';
import { useText } from '../texts/useText';
import { Icon } from './Icon';

export function UserMenu() {
  const t = useText();
  const me = useMe();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" px="xs" aria-label={t('frame:user.menu', { name: me.name })} c="var(--mantine-color-text)">
          <Icon name="person" />
          <Text span ml={6} visibleFrom="sm" fz="sm" maw={160} truncate>{me.name}</Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.user.organization_name ?? me.user.username}</Menu.Label>
        <Menu.Item leftSection={<Icon name="person" />} component={Link} to="/account">{t('frame:user.profile')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="key" />} component={Link} to="/account/password">{t('frame:user.password')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="screen" />} component={Link} to="/account/sessions">{t('frame:user.sessions')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="out" />} onClick={() => void signOut()}>{t('frame:user.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
