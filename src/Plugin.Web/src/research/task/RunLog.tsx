import { Box, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client';
import { Problem } from '../../frame/Problem';

const WAIT_SECONDS = 20;
// More than anybody reads; the whole can be downloaded.
const LONGEST = 200_000;

interface Printed {
  readonly text: string;
  readonly cut: boolean;
  readonly finished: boolean;
  readonly error: unknown;
}

/** What a run prints, as it prints it. */
export function RunLog({ run }: { run: number }) {
  const { t } = useTranslation('research');
  const { text, cut, finished, error } = usePrinted(run);
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text]);
  return (
    <Box mt="xs">
      {error !== null && <Problem error={error} />}
      {cut && <Text size="xs" c="dimmed">{t('log.cut')}</Text>}
      <Box
        ref={box} role="log" aria-label={t('log.of', { run })} tabIndex={0} mah={320} p="xs" className="break"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => (follows.current = scrollHeight - scrollTop - clientHeight < 24)}
        style={{ overflow: 'auto', whiteSpace: 'pre-wrap', fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13, background: 'var(--app-soft)', borderRadius: 'var(--mantine-radius-sm)' }}
      >
        {text === '' ? <Text size="sm" c="dimmed">{finished ? t('log.nothing') : t('log.waiting')}</Text> : text}
      </Box>
    </Box>
  );
}

function usePrinted(run: number): Printed {
  const [printed, setPrinted] = useState<Printed>({ text: '', cut: false, finished: false, error: null });
  useEffect(() => {
    const stopping = new AbortController();
    void (async () => {
      try {
        for (let after = 0, finished = false; !finished && !stopping.signal.aborted;) {
          const piece = await ask(api.GET('/run/{id}/log', { params: { path: { id: run }, query: { after, wait: WAIT_SECONDS } }, signal: stopping.signal }));
          ({ next: after, finished } = piece);
          setPrinted(({ text, cut }) => {
            const all = text + piece.text;
            return { text: all.slice(-LONGEST), cut: cut || all.length > LONGEST, finished: piece.finished, error: null };
          });
        }
      } catch (error) {
        if (!stopping.signal.aborted) {
          setPrinted((before) => ({ ...before, error }));
        }
      }
    })();
    return () => stopping.abort();
  }, [run]);
  return printed;
}
