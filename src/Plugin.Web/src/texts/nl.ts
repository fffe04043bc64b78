import type { en } from './en';
import { account } from '../account/texts.nl';
import { admin } from '../admin/texts.nl';
import { audit } from '../audit/texts.nl';
import { frame } from '../frame/texts.nl';
import { home } from '../home/texts.nl';
import { operate } from '../operate/texts.nl';
import { proofs } from '../proofs/texts.nl';
import { research } from '../research/texts.nl';

export const nl: typeof en = { account, admin, audit, frame, home, operate, proofs, research };
