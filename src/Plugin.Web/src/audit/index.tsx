import type { RouteObject } from 'react-router';
import type { Me } from '../api/me';
import type { NavigationEntry } from '../frame/navigation';

const may = (me: Me): boolean => me.may('event', 'receive', 'global');

export const routes: RouteObject[] = [
  { path: 'audit/history', lazy: async () => ({ Component: (await import('./HistoryPage')).default }) },
  { path: 'audit/tasks/:id', lazy: async () => ({ Component: (await import('./ReplayPage')).default }) },
  { path: 'audit/log', lazy: async () => ({ Component: (await import('./LogPage')).default }) },
  { path: 'audit/readers', lazy: async () => ({ Component: (await import('./ReadersPage')).default }) },
  { path: 'audit/past', lazy: async () => ({ Component: (await import('./PastPage')).default }) },
  { path: 'audit/export', lazy: async () => ({ Component: (await import('./ExportPage')).default }) },
];

export const navigation: NavigationEntry[] = [
  { to: '/audit/history', label: (t) => t('audit:nav.history'), group: 'audit', icon: 'history', may },
  { to: '/audit/log', label: (t) => t('audit:nav.log'), group: 'audit', icon: 'shield', may },
  { to: '/audit/readers', label: (t) => t('audit:nav.readers'), group: 'audit', icon: 'lock', may },
  { to: '/audit/past', label: (t) => t('audit:nav.past'), group: 'audit', icon: 'clock', may },
  { to: '/audit/export', label: (t) => t('audit:nav.export'), group: 'audit', icon: 'download', may },
];
