import type { RouteObject } from 'react-router';
import type { Me } from '../api/me';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [
  { path: '/operate', lazy: async () => ({ Component: (await import('./Overview')).Overview }) },
  { path: '/operate/log', lazy: async () => ({ Component: (await import('./Log')).Log }) },
  { path: '/operate/retention', lazy: async () => ({ Component: (await import('./Retention')).Retention }) },
];

// What the hub tells of itself is for those who may read the whole log.
const operates = (me: Me) => me.may('event', 'receive', 'global');

export const navigation: NavigationEntry[] = [
  { to: '/operate', label: (t) => t('operate:overview.nav'), group: 'operation', icon: 'gauge', may: operates },
  { to: '/operate/log', label: (t) => t('operate:log.nav'), group: 'operation', icon: 'shield', may: operates },
  { to: '/operate/retention', label: (t) => t('operate:retention.title'), group: 'operation', icon: 'clock', may: operates },
];
