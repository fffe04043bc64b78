import type { HeldRule } from '../api/me';

/** Held rules by the kind of thing: `task: view (global), create (own)`; of several scopes the widest, in the words of the API. */
export function rulesInWords(rules: readonly HeldRule[]): { what: string; may: string }[] {
  const width = ['own', 'organization', 'collaboration', 'global'];
  const kinds = new Map<string, Map<string, string>>();
  for (const { name, operation, scope } of rules) {
    const kind = kinds.get(name) ?? new Map<string, string>();
    const act = operation.toLowerCase();
    const reach = scope.toLowerCase();
    if (width.indexOf(reach) > width.indexOf(kind.get(act) ?? '')) {
      kind.set(act, reach);
    }

    kinds.set(name, kind);
  }

  return [...kinds].map(([what, kind]) => ({ what, may: [...kind].map(([act, reach]) => `${act} (${reach})`).join(', ') }));
}
