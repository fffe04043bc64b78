/** JSON as Python writes it too: NaN and Infinity become null, since nothing can be reckoned with them. Throws where it is no JSON. */
export function parseResult(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => (token.startsWith('"') ? token : 'null'))) as unknown;
  }
}

/** What pandas writes as a text (`frame.to_json()`) is taken apart, as a whole result and one level within one. */
export function unfolded(value: unknown): unknown {
  const whole = ofText(value);
  return isObject(whole) ? Object.fromEntries(Object.entries(whole).map(([key, inner]) => [key, ofText(inner)])) : whole;
}

function ofText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return value;
  }

  try {
    return parseResult(value);
  } catch {
    return value;
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A number or nothing, which is how results say "there is none". */
export function isFigure(value: unknown): value is number | null {
  return value === null || isNumber(value);
}

export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) || Array.isArray(inner) ? (inner as Json)[key] : undefined), value);
}
