import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What is shown in the place of a page that broke. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation('frame');
  return (
    <Stack p="xl" maw={640} gap="md" role="alert">
      <Title order={1}>{t('broken.title')}</Title>
      <Text>{t('broken.text')}</Text>
      <Code block className="break">{error instanceof Error ? error.message : String(error)}</Code>
      <Group>
        <Button onClick={() => window.location.reload()}>{t('broken.reload')}</Button>
        <Button variant="default" component="a" href={import.meta.env.BASE_URL}>{t('broken.home')}</Button>
      </Group>
    </Stack>
  );
}
