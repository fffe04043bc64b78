import type { RouteObject } from 'react-router';

/** Pages of those who are not signed in. */
export const publicRoutes: RouteObject[] = [
  { path: '/sign-in', lazy: async () => ({ Component: (await import('./SignIn')).SignIn }) },
  { path: '/lost-password', lazy: async () => ({ Component: (await import('./LostPassword')).LostPassword }) },
  { path: '/recover-password', lazy: async () => ({ Component: (await import('./RecoverPassword')).RecoverPassword }) },
  { path: '/lost-second-factor', lazy: async () => ({ Component: (await import('./LostSecondFactor')).LostSecondFactor }) },
  { path: '/recover-second-factor', lazy: async () => ({ Component: (await import('./RecoverSecondFactor')).RecoverSecondFactor }) },
];
