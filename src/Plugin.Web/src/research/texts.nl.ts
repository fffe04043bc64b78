import type { research as en } from './texts.en';

export const research: typeof en = {
  title: 'Onderzoek',
};
