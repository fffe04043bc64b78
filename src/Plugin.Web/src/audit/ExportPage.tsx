import { Alert, Box, Button, Group, Progress, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { download } from '../frame/download';
import { Icon } from '../frame/Icon';
import { Page } from '../frame/Page';
import { Problem } from '../frame/Problem';
import { useText } from '../texts/useText';
import './audit.css';
import { fetchExport, sizeInWords } from './exporting';

type Phase = { kind: 'idle' } | { kind: 'running'; bytes: number; stop: () => void } | { kind: 'done'; name: string; bytes: number } | { kind: 'failed'; error: unknown };

/** Makes a file of events with their proof. */
export default function ExportPage() {
  const t = useText();
  const [query] = useSearchParams();
  const [of, setOf] = useState(query.get('task') === null ? 'range' : 'task');
  const [typed, setTyped] = useState({ task: query.get('task') ?? '', from: query.get('from') ?? '', to: query.get('to') ?? '' });
  const [phase, setPhase] = useState<Phase>({ kind: 'idle' });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    setPhase({ kind: 'running', bytes: 0, stop });
    const wanted = Object.entries(typed).filter(([name, value]) => value.trim() !== '' && (name === 'task') === (of === 'task')).map(([name, value]) => [name, value.trim()]);
    try {
      const { name, blob } = await fetchExport(new URLSearchParams(wanted), stopping.signal, (bytes) => setPhase({ kind: 'running', bytes, stop }));
      download(name, blob);
      setPhase({ kind: 'done', name, bytes: blob.size });
    } catch (error) {
      setPhase(stopping.signal.aborted ? { kind: 'idle' } : { kind: 'failed', error });
    }
  };
  const field = (name: 'task' | 'from' | 'to', label: string, required = false) => (
    <TextInput label={label} inputMode="numeric" pattern="[1-9][0-9]*" required={required} value={typed[name]} onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })} />
  );
  const running = phase.kind === 'running';
  return (
    <Page title={t('audit:export.title')} about={t('audit:export.about')}>
      <Box component="form" className="card" p="md" onSubmit={(event: FormEvent) => void submit(event)}>
        <Stack gap="md" align="flex-start">
          <SegmentedControl value={of} onChange={setOf} aria-label={t('audit:export.title')} data={[{ value: 'task', label: t('audit:export.task') }, { value: 'range', label: t('audit:export.range') }]} />
          <Group align="flex-end" gap="sm">
            {of === 'task' ? field('task', t('audit:export.taskId'), true) : <>{field('from', t('audit:export.from'))}{field('to', t('audit:export.to'))}</>}
            <Button type="submit" leftSection={<Icon name="download" />} disabled={running}>{t('audit:export.make')}</Button>
          </Group>
          {of === 'range' && <Text size="sm" c="dimmed">{t('audit:export.all')}</Text>}
          <Text size="sm" c="dimmed">{t('audit:export.inside')}</Text>
        </Stack>
      </Box>
      <div role="status">
        {running && (
          <Stack gap="xs" className="card" p="md">
            <Text>{t('audit:export.running', { size: sizeInWords(phase.bytes) })}</Text>
            <Progress value={100} animated aria-label={t('audit:export.running', { size: sizeInWords(phase.bytes) })} />
            <Group><Button variant="default" size="xs" onClick={phase.stop}>{t('audit:export.cancel')}</Button></Group>
          </Stack>
        )}
        {phase.kind === 'done' && (
          <Alert className="audit-verdict" color="green" icon={<Icon name="check" />} title={t('audit:export.done', { name: phase.name, size: sizeInWords(phase.bytes) })}>{t('audit:export.check', { name: phase.name })}</Alert>
        )}
      </div>
      {phase.kind === 'failed' && <Problem error={phase.error} />}
    </Page>
  );
}
