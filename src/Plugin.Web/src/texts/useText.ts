import { useTranslation } from 'react-i18next';
import type { Area, Translate } from '.';

// The areas there are, so that a new one does not compile until it stands here.
const present: Record<Area, true> = { frame: true, account: true, admin: true, audit: true, home: true, operate: true, proofs: true, research: true };
const areas = Object.keys(present) as Area[];

/** Texts of all areas: `t('research:task.title')`; without an area those of the frame. */
export function useText(): Translate {
  return useTranslation(areas).t as Translate;
}
