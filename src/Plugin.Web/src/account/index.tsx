import type { RouteObject } from 'react-router';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [
  { path: '/account', lazy: async () => ({ Component: (await import('./Profile')).Profile }) },
  { path: '/account/password', lazy: async () => ({ Component: (await import('./ChangePassword')).ChangePassword }) },
  { path: '/account/sessions', lazy: async () => ({ Component: (await import('./Sessions')).Sessions }) },
];

// They are in the menu under one's name.
export const navigation: NavigationEntry[] = [];
