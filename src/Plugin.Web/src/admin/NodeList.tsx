import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { OnlineBadge } from '../frame/OnlineBadge';
import { When } from '../frame/When';
import { nameIn, type Node } from './data';

/** Nodes of one thing, each with its state and, when it is away, its last contact. */
export function NodeList({ nodes, of }: { nodes: readonly Node[]; of?: readonly { readonly id: number; readonly name: string | null }[] | undefined }) {
  const { t } = useTranslation('admin');
  return (
    <Stack gap="xs" component="ul" p={0} m={0} styles={{ root: { listStyle: 'none' } }}>
      {nodes.map((node) => (
        <Group component="li" key={node.id} justify="space-between" wrap="nowrap" gap="xs">
          <div>
            <Anchor component={Link} to={`/nodes/${node.id}`} size="sm" fw={600} className="break">{node.name}</Anchor>
            <Text size="sm" c="dimmed">
              {of && nameIn(of, node.organization.id)}
              {node.status !== 'online' && <>{of && ' · '}{t('nodes.seen')}: <When at={node.last_seen} relative /></>}
            </Text>
          </div>
          <OnlineBadge status={node.status} />
        </Group>
      ))}
    </Stack>
  );
}
