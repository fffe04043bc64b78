import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ago, exactUtc, instant, inWords, length } from './time';

/** A moment in the viewer's zone; the exact time in UTC on hover. */
export function When({ at, relative = false }: { at: string | null | undefined; relative?: boolean }) {
  const { t, i18n } = useTranslation('frame');
  const now = useNow(relative);
  if (!at) {
    return <span>{t('never')}</span>;
  }

  const moment = instant(at);
  return (
    <time dateTime={moment.toISOString()} title={exactUtc(moment)} className="numbers">
      {relative ? ago(moment, now, i18n.language) : inWords(moment, i18n.language)}
    </time>
  );
}

/** How long something took, or has taken so far. */
export function Lasted({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const { i18n } = useTranslation();
  const now = useNow(!to);
  return from ? <span className="numbers">{length((to ? instant(to).getTime() : now) - instant(from).getTime(), i18n.language)}</span> : <span>–</span>;
}

function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) {
      return undefined;
    }

    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
