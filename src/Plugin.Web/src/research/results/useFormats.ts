import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface Formats {
  /** Four figures that matter, and whole numbers whole. */
  readonly figure: (value: number) => string;
  readonly percent: (share: number) => string;
}

export function formatsOf(language: string): Formats {
  const whole = new Intl.NumberFormat(language);
  const precise = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const scientific = new Intl.NumberFormat(language, { notation: 'scientific', maximumSignificantDigits: 4 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return {
    figure: (value) => Number.isInteger(value) && Math.abs(value) < 1e15 ? whole.format(value)
      : Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-4) ? scientific.format(value)
      : Math.abs(value) >= 1000 ? whole.format(Math.round(value * 10) / 10)
      : precise.format(value),
    percent: (share) => percent.format(share),
  };
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => formatsOf(i18n.language), [i18n.language]);
}
