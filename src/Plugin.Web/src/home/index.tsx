import type { RouteObject } from 'react-router';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [{ path: '/', lazy: async () => ({ Component: (await import('./Home')).Home }) }];

export const navigation: NavigationEntry[] = [
  { to: '/', label: (t) => t('home:title'), group: 'work', icon: 'home', may: () => true },
];
