import type { HeldRule } from '../api/me';

interface Words {
  readonly resource: (word: string) => string;
  readonly operation: (word: string) => string;
  readonly scope: (word: string) => string;
}

/** Held rules by the kind of thing: `tasks: view (everything), create (own)`; of several scopes the widest. */
export function rulesInWords(rules: readonly HeldRule[], words: Words): { what: string; may: string }[] {
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

  return [...kinds].map(([what, kind]) => ({ what: words.resource(what), may: [...kind].map(([act, reach]) => `${words.operation(act)} (${words.scope(reach)})`).join(', ') }));
}
