import type { RouteObject } from 'react-router';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [
  { path: '/organizations', lazy: async () => ({ Component: (await import('./Organizations')).Organizations }) },
  { path: '/organizations/:id', lazy: async () => ({ Component: (await import('./Organization')).Organization }) },
  { path: '/collaborations', lazy: async () => ({ Component: (await import('./Collaborations')).Collaborations }) },
  { path: '/collaborations/:id', lazy: async () => ({ Component: (await import('./Collaboration')).Collaboration }) },
  { path: '/studies', lazy: async () => ({ Component: (await import('./Studies')).Studies }) },
  { path: '/studies/:id', lazy: async () => ({ Component: (await import('./Study')).Study }) },
  { path: '/users', lazy: async () => ({ Component: (await import('./Users')).Users }) },
  { path: '/users/new', lazy: async () => ({ Component: (await import('./NewUser')).NewUser }) },
  { path: '/users/:id', lazy: async () => ({ Component: (await import('./User')).User }) },
  { path: '/roles', lazy: async () => ({ Component: (await import('./Roles')).Roles }) },
  { path: '/roles/new', lazy: async () => ({ Component: (await import('./NewRole')).NewRole }) },
  { path: '/roles/:id', lazy: async () => ({ Component: (await import('./Role')).Role }) },
  { path: '/nodes', lazy: async () => ({ Component: (await import('./Nodes')).Nodes }) },
  { path: '/nodes/:id', lazy: async () => ({ Component: (await import('./Node')).Node }) },
];

export const navigation: NavigationEntry[] = [
  { to: '/organizations', label: (t) => t('admin:organizations.title'), group: 'administration', icon: 'building', may: (me) => me.may('organization', 'view') },
  { to: '/collaborations', label: (t) => t('admin:collaborations.title'), group: 'administration', icon: 'link', may: (me) => me.may('collaboration', 'view') },
  { to: '/studies', label: (t) => t('admin:studies.title'), group: 'administration', icon: 'flask', may: (me) => me.may('study', 'view') },
  { to: '/nodes', label: (t) => t('admin:nodes.title'), group: 'administration', icon: 'node', may: (me) => me.may('node', 'view') },
  { to: '/users', label: (t) => t('admin:users.title'), group: 'administration', icon: 'people', may: (me) => me.may('user', 'view') },
  { to: '/roles', label: (t) => t('admin:roles.title'), group: 'administration', icon: 'key', may: (me) => me.may('role', 'view') },
];
