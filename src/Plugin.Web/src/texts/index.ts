import i18next, { type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from './en';

export const languages = ['en', 'nl'] as const;
export type Language = (typeof languages)[number];
export type Area = keyof typeof en;
/** Translates keys of every area: `t('frame:loading')`. */
export type Translate = TFunction<Area[]>;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame';
    resources: typeof en;
  }
}

const STORED = 'plugin.language';

export function chooseLanguage(stored: string | null, preferred: readonly string[]): Language {
  const wanted = [stored ?? '', ...preferred.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((tag): tag is Language => (languages as readonly string[]).includes(tag)) ?? 'en';
}

// A language's texts are fetched when they are needed.
const texts: Record<Language, () => Promise<typeof en>> = {
  en: async () => (await import('./en')).en,
  nl: async () => (await import('./nl')).nl,
};

async function fetchTexts(language: Language): Promise<void> {
  for (const [area, bundle] of Object.entries(await texts[language]())) {
    i18next.addResourceBundle(language, area, bundle);
  }
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chooseLanguage(localStorage.getItem(STORED), navigator.languages),
    resources: {},
    fallbackLng: false,
    defaultNS: 'frame',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await fetchTexts(i18next.language as Language);
  document.documentElement.lang = i18next.language;
}

export async function switchLanguage(language: Language): Promise<void> {
  await fetchTexts(language);
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
