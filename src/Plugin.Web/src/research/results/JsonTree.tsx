import { Box, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isScalar } from './json';

const MOST = 100;
const LONGEST = 2000;

/** Everything as it is, opened level by level. All of it is text. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const { t } = useTranslation('research');
  const [most, setMost] = useState(MOST);
  if (isScalar(value)) {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return <Line name={name}>{text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text}</Line>;
  }

  const entries = Object.entries(value as object);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return <Line name={name}>{open}{close}</Line>;
  }

  return (
    <details open={depth < 2}>
      <summary style={{ fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13, cursor: 'pointer' }}>
        {name !== undefined && <Text span c="dimmed" inherit>{name}: </Text>}{open} {t('results.entries', { count: entries.length })} {close}
      </summary>
      <Box pl="md" style={{ borderLeft: '1px solid var(--app-border)' }}>
        {entries.slice(0, most).map(([key, inner]) => <JsonTree key={key} name={key} value={inner} depth={depth + 1} />)}
        {entries.length > most && <Button size="compact-xs" variant="subtle" onClick={() => setMost(most * 10)}>{t('results.more', { count: entries.length - most })}</Button>}
      </Box>
    </details>
  );
}

function Line({ name, children }: { name: string | undefined; children: React.ReactNode }) {
  return (
    <Text component="div" className="break" style={{ fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 }}>
      {name !== undefined && <Text span c="dimmed" inherit>{name}: </Text>}{children}
    </Text>
  );
}
