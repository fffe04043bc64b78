import type { RouteObject } from 'react-router';

/** Pages of those who are not signed in. The hub's mails lead to `invitation`, `recover` and `recover-2fa`, with a token after the `#`. */
export const publicRoutes: RouteObject[] = [
  { path: '/sign-in', lazy: async () => ({ Component: (await import('./SignIn')).SignIn }) },
  { path: '/lost-password', lazy: async () => ({ Component: (await import('./LostPassword')).LostPassword }) },
  { path: '/recover', lazy: async () => ({ Component: (await import('./RecoverPassword')).RecoverPassword }) },
  { path: '/invitation', lazy: async () => ({ Component: (await import('./Invitation')).Invitation }) },
  { path: '/lost-second-factor', lazy: async () => ({ Component: (await import('./LostSecondFactor')).LostSecondFactor }) },
  { path: '/recover-2fa', lazy: async () => ({ Component: (await import('./RecoverSecondFactor')).RecoverSecondFactor }) },
];
