/** The hub writes UTC without a zone. */
export function instant(wire: string): Date {
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(wire) ? wire : `${wire}Z`);
}

export function exactUtc(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** The viewer's own kind of the language: `en-GB` writes dates as `en` does not. */
export function localeOf(language: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
}

export function inWords(at: Date, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language, navigator.languages), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1],
];

export function ago(at: Date, now: number, language: string): string {
  const seconds = (at.getTime() - now) / 1000;
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

/** `1 h 02 min`, `3.4 s`: units that both languages share. */
export function length(ms: number, language: string): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) {
    return `${new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(seconds)} s`;
  }

  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }

  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  }

  const minutes = Math.floor(whole / 60);
  return minutes < 1440
    ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
    : `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}
