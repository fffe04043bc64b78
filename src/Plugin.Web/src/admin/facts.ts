interface Fact {
  readonly key: string;
  readonly value: string;
}

export interface Source {
  readonly label: string;
  readonly type: string | null;
  readonly columns: readonly string[];
}

/** What a station told, sorted: its data sources, its rules, and the rest. */
export interface ToldFacts {
  readonly sources: readonly Source[];
  readonly rules: readonly { readonly key: string; readonly values: readonly string[] }[];
}

// Shown elsewhere, or of no use to people.
const hidden: readonly string[] = ['agent_version', 'engine', 'access_log'];

export function readFacts(facts: readonly Fact[]): ToldFacts {
  const labels = facts.filter((fact) => fact.key === 'database_labels').map((fact) => fact.value);
  const values = (key: string) => facts.filter((fact) => fact.key === key).map((fact) => fact.value);
  const ofSources = new Set(['database_labels', ...labels.flatMap((label) => [`db_type_${label}`, `columns_${label}`])]);
  const rules = new Map<string, string[]>();
  for (const { key, value } of facts) {
    if (!ofSources.has(key) && !hidden.includes(key)) {
      rules.set(key, [...(rules.get(key) ?? []), value]);
    }
  }

  return {
    sources: labels.map((label) => ({ label, type: values(`db_type_${label}`)[0] ?? null, columns: values(`columns_${label}`) })),
    rules: [...rules].map(([key, all]) => ({ key, values: all })),
  };
}
