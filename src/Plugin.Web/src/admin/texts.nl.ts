import type { admin as en } from './texts.en';

export const admin: typeof en = {
  title: 'Beheer',
};
