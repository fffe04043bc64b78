import type { RouteObject } from 'react-router';
import type { NavigationEntry } from '../frame/navigation';

export const routes: RouteObject[] = [];

export const navigation: NavigationEntry[] = [];
