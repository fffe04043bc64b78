import { account } from '../account/texts.en';
import { admin } from '../admin/texts.en';
import { audit } from '../audit/texts.en';
import { frame } from '../frame/texts.en';
import { home } from '../home/texts.en';
import { operate } from '../operate/texts.en';
import { proofs } from '../proofs/texts.en';
import { research } from '../research/texts.en';

/** The texts of all areas; an area is a namespace. */
export const en = { account, admin, audit, frame, home, operate, proofs, research };
