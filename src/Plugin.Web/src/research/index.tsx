import type { RouteObject } from 'react-router';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [
  { path: '/tasks', lazy: async () => ({ Component: (await import('./tasks/TaskList')).TaskList }) },
  { path: '/tasks/new', lazy: async () => ({ Component: (await import('./wizard/NewTask')).NewTask }) },
  { path: '/tasks/:id', lazy: async () => ({ Component: (await import('./task/TaskPage')).TaskPage }) },
];

export const navigation: NavigationEntry[] = [
  { to: '/tasks', label: (t) => t('research:tasks.title'), group: 'work', icon: 'task', may: (me) => me.may('task', 'view') },
  { to: '/tasks/new', label: (t) => t('research:new.title'), group: 'work', icon: 'plus', may: (me) => me.may('task', 'create') },
];
