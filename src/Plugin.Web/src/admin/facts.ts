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
const hidden: readonly string[] = ['agent_version', 'engine', 'access_log', 'rules'];

/** The station's rules as it states them in one piece, flattened: what is a list stays one, anything else is one value, nested names are joined by dots. */
export function readRules(text: string | undefined): Record<string, string[]> {
  try {
    return flattened(text === undefined ? {} : JSON.parse(text), '');
  } catch {
    return {};
  }
}

function flattened(value: unknown, name: string): Record<string, string[]> {
  if (value === null || value === undefined) {
    return {};
  }

  if (Array.isArray(value) && value.some((each) => typeof each === 'object')) {
    return Object.assign({}, ...value.map((each: unknown, i) => flattened(each, `${name}.${labelOf(each) ?? i + 1}`))) as Record<string, string[]>;
  }

  if (Array.isArray(value)) {
    return value.length === 0 ? {} : { [name]: value.map(String) };
  }

  if (typeof value === 'object') {
    return Object.assign({}, ...Object.entries(value).filter(([key]) => key !== 'label').map(([key, each]) => flattened(each, name === '' ? key : `${name}.${key}`))) as Record<string, string[]>;
  }

  return { [name]: [String(value)] };
}

function labelOf(value: unknown): string | null {
  const label = typeof value === 'object' && value !== null ? (value as { label?: unknown }).label : null;
  return typeof label === 'string' ? label : null;
}

export function readFacts(facts: readonly Fact[]): ToldFacts {
  const labels = facts.filter((fact) => fact.key === 'database_labels').map((fact) => fact.value);
  const values = (key: string) => facts.filter((fact) => fact.key === key).map((fact) => fact.value);
  const stated = readRules(values('rules')[0]);
  const ofSources = new Set(['database_labels', ...labels.flatMap((label) => [`db_type_${label}`, `columns_${label}`])]);
  const rules = new Map<string, string[]>();
  for (const { key, value } of facts) {
    if (!ofSources.has(key) && !hidden.includes(key) && !(key in stated)) {
      rules.set(key, [...(rules.get(key) ?? []), value]);
    }
  }

  return {
    sources: labels.map((label) => ({ label, type: values(`db_type_${label}`)[0] ?? null, columns: values(`columns_${label}`) })),
    rules: [...[...rules].map(([key, all]) => ({ key, values: all })), ...Object.entries(stated).flatMap(([key, all]) => (all.length > 0 ? [{ key, values: all }] : []))],
  };
}
