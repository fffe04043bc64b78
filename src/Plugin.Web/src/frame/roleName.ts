import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

// By their ids, which are the wire protocol's; every other role is called what its makers called it.
const builtIn = { 1: 'root', 2: 'container', 3: 'node', 4: 'viewer', 5: 'researcher', 6: 'organizationAdmin', 7: 'collaborationAdmin' } as const;

/** What a role is called in the page's language. */
export function useRoleName(): (role: { readonly id: number; readonly name: string }) => string {
  const { t } = useTranslation('frame');
  return useCallback(({ id, name }) => (id in builtIn ? t(`roles.${builtIn[id as keyof typeof builtIn]}`) : name), [t]);
}
