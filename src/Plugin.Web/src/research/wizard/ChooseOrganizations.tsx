import { Button, Checkbox, Group, Radio, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { Loaded } from '../../frame/Loaded';
import { OnlineBadge } from '../../frame/OnlineBadge';
import { When } from '../../frame/When';
import type { Node } from './sources';

interface ChooseOrganizationsProps {
  members: UseQueryResult<readonly Schema<'Organization'>[]>;
  nodes: readonly Node[];
  chosen: readonly number[];
  /** A central function runs at one place and asks the others from there. */
  single: boolean;
  change: (organizations: readonly number[]) => void;
}

export function ChooseOrganizations({ members, nodes, chosen, single, change }: ChooseOrganizationsProps) {
  const { t } = useTranslation('research');
  const name = (member: Schema<'Organization'>) => member.name ?? t('organization', { id: member.id });
  return (
    <Loaded query={members} what={t('new.members')}>
      {(found) => {
        const withNode = found.filter((member) => nodes.some((node) => node.organization.id === member.id));
        return (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">{single ? t('new.centralText') : t('new.federatedText')}</Text>
            {found.map((member) => {
              const node = nodes.find((one) => one.organization.id === member.id);
              const Control = single ? Radio : Checkbox;
              return (
                <Group key={member.id} gap="sm">
                  <Control
                    label={name(member)} checked={chosen.includes(member.id)} disabled={!node}
                    onChange={(event) => change(single ? [member.id] : event.currentTarget.checked ? [...chosen, member.id] : chosen.filter((id) => id !== member.id))}
                  />
                  {node ? <OnlineBadge status={node.status} /> : <Text size="sm" c="dimmed">{t('new.noNode')}</Text>}
                  {node && node.status === 'offline' && <Text size="xs" c="dimmed">{t('new.lastSeen')} <When at={node.last_seen} relative /></Text>}
                </Group>
              );
            })}
            {!single && withNode.length > 1 && (
              <Group gap="xs">
                <Button size="compact-sm" variant="subtle" onClick={() => change(withNode.map((member) => member.id))}>{t('new.all')}</Button>
                <Button size="compact-sm" variant="subtle" onClick={() => change([])}>{t('new.nobody')}</Button>
              </Group>
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}
