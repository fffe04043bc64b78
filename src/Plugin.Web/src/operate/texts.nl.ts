import type { operate as en } from './texts.en';

export const operate: typeof en = {
  title: 'Bedrijfsvoering',
};
