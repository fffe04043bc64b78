import type { Me } from '../api/me';
import type { Translate } from '../texts';
import type { IconName } from './Icon';

export type NavigationGroup = 'work' | 'administration' | 'operation' | 'audit';

/** One line of the navigation on the left. */
export interface NavigationEntry {
  readonly to: string;
  readonly label: (t: Translate) => string;
  readonly group: NavigationGroup;
  readonly icon: IconName;
  /** Who gets to see it; the hub decides what they may do. */
  readonly may: (me: Me) => boolean;
}

/** The entry that a page belongs to: the longest that its address begins with. */
export function entryOf(path: string, entries: readonly string[]): string | undefined {
  return entries
    .filter((to) => path === to || (to !== '/' && path.startsWith(`${to}/`)))
    .sort((one, other) => other.length - one.length)[0];
}
