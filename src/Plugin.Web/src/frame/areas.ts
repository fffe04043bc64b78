import type { RouteObject } from 'react-router';
import * as account from '../account';
import * as admin from '../admin';
import * as audit from '../audit';
import * as home from '../home';
import * as operate from '../operate';
import * as research from '../research';
import type { NavigationEntry } from './navigation';

/** All pages of those who are signed in. */
export const routes: RouteObject[] = [home, research, admin, operate, audit, account].flatMap((area) => area.routes);

/** In the order of the navigation. */
export const navigation: NavigationEntry[] = [home, research, admin, operate, audit, account].flatMap((area) => area.navigation);
