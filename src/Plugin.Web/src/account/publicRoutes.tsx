import type { RouteObject } from 'react-router';

/** Pages of those who are not signed in. */
export const publicRoutes: RouteObject[] = [
  { path: '/sign-in', lazy: async () => ({ Component: (await import('./SignIn')).SignIn }) },
];
