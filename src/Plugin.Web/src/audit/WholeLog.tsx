import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../frame/Icon';
import { length } from '../frame/time';
import { same, type Bytes } from '../proofs/bytes';
import { HashingWorker } from '../proofs/hashingWorker';
import type { LookedAt } from '../proofs/look';
import { browserMemory } from '../proofs/memory';
import { readWhole, tilePath, timeLeft, type Prefix, type WholeOutcome } from '../proofs/whole';
import { useText } from '../texts/useText';
import { raw } from './hub';
import { Unchecked } from './Verdict';

type Phase = { kind: 'idle' } | { kind: 'running'; done: number; left: number | null } | { kind: 'done'; outcome: WholeOutcome; ms: number } | { kind: 'failed'; error: unknown };

function stopwatch(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}

/** Reads every event up to the checkpoint and holds the root against the one that was signed. */
export function WholeLog({ log }: { log: LookedAt }) {
  const t = useText();
  const { i18n } = useTranslation();
  const { checkpoint } = log;
  const { hub } = checkpoint.origin;
  const [phase, setPhase] = useState<Phase>({ kind: 'idle' });
  const stopped = useRef(false);
  useEffect(() => () => {
    stopped.current = true;
  }, []);
  const known = browserMemory.read(hub)?.whole ?? null;

  const run = async (from: Prefix | null): Promise<void> => {
    stopped.current = false;
    setPhase({ kind: 'running', done: from?.size ?? 0, left: null });
    const worker = new HashingWorker();
    const elapsed = stopwatch();
    try {
      const outcome = await readWhole(checkpoint.size, from, {
        fetch: async (index, width) => new Uint8Array(await (await raw(`audit/tile/entries/${tilePath(index, width)}`)).arrayBuffer()) as Bytes,
        hash: (bundle) => worker.hash(bundle),
        progress: (done) => setPhase({ kind: 'running', done, left: timeLeft(elapsed(), done - (from?.size ?? 0), checkpoint.size - done) }),
        stopped: () => stopped.current,
      });
      remember(outcome);
      setPhase({ kind: 'done', outcome, ms: elapsed() });
    } catch (error) {
      setPhase({ kind: 'failed', error });
    } finally {
      worker.end();
    }
  };

  // A prefix that led to another root than the signed one is not gone on from.
  const remember = ({ root, prefix }: WholeOutcome): void => {
    const remembered = browserMemory.read(hub);
    if (remembered) {
      browserMemory.write(hub, { ...remembered, whole: root === null || same(root, checkpoint.root) ? prefix : null });
    }
  };

  const count = checkpoint.size.toLocaleString();
  return (
    <Stack gap="sm">
      <Text>{t('proofs:whole.text')}</Text>
      {phase.kind !== 'running' && (
        <Group gap="sm">
          <Button leftSection={<Icon name="shield" />} onClick={() => void run(known)}>{t('proofs:whole.start')}</Button>
          {known && known.size > 0 && (
            <>
              <Text size="sm" c="dimmed">{t('proofs:whole.known', { count: known.size })}</Text>
              <Button variant="subtle" size="xs" onClick={() => void run(null)}>{t('proofs:whole.again')}</Button>
            </>
          )}
        </Group>
      )}
      {phase.kind === 'running' && (
        <Stack gap="xs" role="status">
          <Text size="sm">{t('proofs:whole.progress', { done: phase.done.toLocaleString(), all: count })}{phase.left !== null && ` · ${t('proofs:whole.left', { time: length(phase.left, i18n.language) })}`}</Text>
          <Progress value={(100 * phase.done) / Math.max(1, checkpoint.size)} aria-label={t('proofs:whole.title')} />
          <Group>
            <Button
              variant="default" size="xs"
              onClick={() => {
                stopped.current = true;
              }}
            >
              {t('proofs:whole.stop')}
            </Button>
          </Group>
        </Stack>
      )}
      {phase.kind === 'failed' && <Unchecked error={phase.error} retry={() => void run(known)} />}
      {phase.kind === 'done' && <Outcome outcome={phase.outcome} log={log} ms={phase.ms} />}
    </Stack>
  );
}

function Outcome({ outcome: { root, backwards, prefix }, log, ms }: { outcome: WholeOutcome; log: LookedAt; ms: number }) {
  const t = useText();
  const { i18n } = useTranslation();
  if (root === null) {
    return <Alert color="gray" role="status">{t('proofs:whole.stopped', { done: prefix.size.toLocaleString() })}</Alert>;
  }

  const good = log.signed && same(root, log.checkpoint.root) && backwards === null;
  return (
    <Alert color={good ? 'green' : 'red'} icon={<Icon name={good ? 'check' : 'alert'} />} title={t(good ? 'proofs:good' : 'proofs:bad')} role={good ? 'status' : 'alert'} data-verdict={good ? 'good' : 'bad'} className="audit-verdict">
      <Text size="sm">
        {good ? `${t('proofs:whole.good', { count: log.checkpoint.size })} ${t('proofs:whole.took', { time: length(ms, i18n.language) })}` : backwards !== null ? t('proofs:whole.backwards', { position: backwards }) : t('proofs:whole.bad')}
      </Text>
      {!good && <Text size="sm" fw={600} mt="xs">{t('proofs:badText')}</Text>}
    </Alert>
  );
}
