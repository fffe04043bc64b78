import type { audit as en } from './texts.en';

export const audit: typeof en = {
  title: 'Controle',
};
