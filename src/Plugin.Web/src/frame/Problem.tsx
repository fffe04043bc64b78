import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { Refusal } from '../api/refusal';
import { useText } from '../texts/useText';
import { Icon } from './Icon';
import { refusalText } from './refusalText';

/** What the hub refused or could not do, in words, with what to do next. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText();
  const { what, advice } = refusalText(t, error);
  const fields = error instanceof Refusal ? Object.entries(error.fields) : [];
  return (
    <Alert color="red" icon={<Icon name="alert" />} title={fields.length > 0 ? t('frame:problem.invalid') : what} role="alert">
      <Stack gap="xs" align="flex-start">
        {fields.length > 0 && (
          <List size="sm">
            {fields.map(([field, errors]) => (
              <List.Item key={field}>{field === '_schema' ? errors.join(' ') : `${field}: ${errors.join(' ')}`}</List.Item>
            ))}
          </List>
        )}
        <Text size="sm">{advice}</Text>
        {retry && <Button size="xs" variant="default" onClick={retry}>{t('frame:problem.retry')}</Button>}
      </Stack>
    </Alert>
  );
}
