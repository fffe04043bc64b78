import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { download } from '../frame/download';
import { Icon } from '../frame/Icon';
import { Problem } from '../frame/Problem';
import type { NewKey } from './data';
import { keyFile } from './membership';

export interface Registered {
  readonly keys: readonly NewKey[];
  readonly failed?: readonly { name: string; error: unknown }[];
}

/** Keys that are seen this once: it closes by its button alone. */
export function KeysDialog({ registered, onClose }: { registered: Registered | null; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const keys = registered?.keys ?? [];
  return (
    <Modal
      opened={registered !== null} onClose={onClose} size="lg" title={keys.length === 1 ? t('keys.titleOne') : t('keys.title')} withCloseButton={false}
      closeOnEscape={false} closeOnClickOutside={false}
    >
      <Stack>
        {keys.length > 0 && <Alert color="yellow" icon={<Icon name="key" />}>{t('keys.text')}</Alert>}
        {registered?.failed?.map(({ name, error }) => (
          <div key={name}><Text fw={600}>{t('keys.failed', { name })}</Text><Problem error={error} /></div>
        ))}
        {keys.length > 0 && (
          <Table.ScrollContainer minWidth={420} type="native">
            <Table>
              <Table.Thead>
                <Table.Tr><Table.Th>{t('keys.node')}</Table.Th><Table.Th>{t('keys.key')}</Table.Th><Table.Td /></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.map(({ node, organization, key }) => (
                  <Table.Tr key={key}>
                    <Table.Td><Text size="sm" fw={600}>{organization}</Text><Text size="sm" c="dimmed">{node}</Text></Table.Td>
                    <Table.Td><Code className="break">{key}</Code></Table.Td>
                    <Table.Td ta="right">
                      <CopyButton value={key}>
                        {({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{t(copied ? 'keys.copied' : 'keys.copy')}</Button>}
                      </CopyButton>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Group justify="flex-end">
          {keys.length > 0 && (
            <Button variant="default" leftSection={<Icon name="download" />} onClick={() => download('plugin-node-keys.txt', keyFile(keys, window.location.origin))}>
              {t('keys.download')}
            </Button>
          )}
          <Button onClick={onClose}>{t(keys.length > 0 ? 'keys.kept' : 'done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
