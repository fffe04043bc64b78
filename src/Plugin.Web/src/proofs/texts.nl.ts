import type { proofs as en } from './texts.en';

export const proofs: typeof en = {
  title: 'Bewijzen',
};
