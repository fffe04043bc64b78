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

// What vantage6 nodes tell of the same, one by one.
const olderNames: Readonly<Record<string, string>> = {
  allowed_algorithms: 'policies.allowed_images', allowed_stores: 'policies.allowed_stores',
  allowed_users: 'policies.allowed_users', allowed_orgs: 'policies.allowed_organizations',
};

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
  // It comes in as many parts as it takes.
  const parts = values('rules');
  const stated = readRules(parts.length === 0 ? undefined : parts.join(''));
  const ofSources = new Set(['database_labels', ...labels.flatMap((label) => [`db_type_${label}`, `columns_${label}`])]);
  const rules = new Map<string, string[]>();
  for (const { key, value } of facts) {
    if (!ofSources.has(key) && !hidden.includes(key) && !((olderNames[key] ?? key) in stated)) {
      rules.set(key, [...(rules.get(key) ?? []), value]);
    }
  }

  return {
    sources: labels.map((label) => ({ label, type: values(`db_type_${label}`)[0] ?? null, columns: values(`columns_${label}`) })),
    rules: [...[...rules].map(([key, all]) => ({ key, values: all })), ...Object.entries(stated).flatMap(([key, all]) => (all.length > 0 && !isTypeOfSource(key) ? [{ key, values: all }] : []))],
  };
}

const isTypeOfSource = (key: string) => /^sources\.[^.]+\.type$/.test(key);

/** A rule's key, taken apart: of which data source or numbered exception it is, and what it says. */
export function ruleName(key: string): { readonly source: string | null; readonly exception: { readonly kind: string; readonly number: string } | null; readonly word: string } {
  const source = /^sources\.(.+)\.rules\.([^.]+)$/.exec(key);
  const exception = /^policies\.(approval|hold)\.(\d+)\.([^.]+)$/.exec(key);
  return {
    source: source?.[1] ?? null,
    exception: exception ? { kind: exception[1]!, number: exception[2]! } : null,
    word: source?.[2] ?? exception?.[3] ?? key.replace(/^policies\./, ''),
  };
}

/** A time such as 7.12:00:00 (days, hours, minutes, seconds) in words; anything else as it is. */
export function ruleValue(value: string, language: string): string {
  const time = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)$/.exec(value);
  if (!time) {
    return value;
  }

  const units = ['day', 'hour', 'minute', 'second'] as const;
  const told = units.flatMap((unit, i) => {
    const number = Number(time[i + 1] ?? 0);
    return number === 0 ? [] : [new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(number)];
  });
  return told.join(' ') || value;
}
