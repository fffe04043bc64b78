import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Translate } from '../texts';

// By their ids, which are the wire protocol's; every other role is called what its makers called it.
const builtIn = { 1: 'root', 2: 'container', 3: 'node', 4: 'viewer', 5: 'researcher', 6: 'organizationAdmin', 7: 'collaborationAdmin' } as const;

const names: Readonly<Record<string, (typeof builtIn)[keyof typeof builtIn]>> = {
  Root: 'root', container: 'container', node: 'node', Viewer: 'viewer', Researcher: 'researcher', 'Organization Admin': 'organizationAdmin', 'Collaboration Admin': 'collaborationAdmin',
};

/** Outside of components. */
export function roleNameOf(t: Translate, { id, name }: { readonly id: number; readonly name: string }): string {
  return id in builtIn ? t(`frame:roles.${builtIn[id as keyof typeof builtIn]}`) : name;
}

/** Of a built-in role what it is for, of another what its makers wrote. */
export function useRoleAbout(): (role: { readonly id: number; readonly description: string | null }) => string {
  const { t } = useTranslation('frame');
  return useCallback(({ id, description }) => (id in builtIn ? t(`rolesAbout.${builtIn[id as keyof typeof builtIn]}`) : description ?? ''), [t]);
}

/** Where the hub tells the name alone: those of built-in roles are the wire protocol's. */
export function useRoleWord(): (name: string) => string {
  const { t } = useTranslation('frame');
  return useCallback((name: string) => (Object.hasOwn(names, name) ? t(`roles.${names[name]!}`) : name), [t]);
}

/** What a role is called in the page's language. */
export function useRoleName(): (role: { readonly id: number; readonly name: string }) => string {
  const { t } = useTranslation('frame');
  return useCallback(({ id, name }) => (id in builtIn ? t(`roles.${builtIn[id as keyof typeof builtIn]}`) : name), [t]);
}
