import type { Schema } from '../../api/client';

export type Argument = Schema<'FunctionArgument'>;
/** What a control holds: the text of a box, or of each of several. Empty means "not given". */
export type Value = string | readonly string[];
export type Values = Readonly<Record<string, Value>>;
/** Why a value cannot be sent; a key of the texts. */
export type Fault = 'required' | 'integer' | 'float' | 'json' | 'allowed' | 'boolean';

export function isList(argument: Argument): boolean {
  return argument.type.endsWith('_list');
}

export function isColumn(argument: Argument): boolean {
  return argument.type === 'column' || argument.type === 'column_list';
}

/** May be left out: the algorithm has a value of its own. */
export function isOptional(argument: Argument): boolean {
  return argument.has_default_value;
}

export function initialValues(all: readonly Argument[]): Values {
  return Object.fromEntries(all.map((argument) => [argument.name, initialValue(argument)]));
}

function initialValue(argument: Argument): Value {
  const given = argument.has_default_value ? argument.default_value : null;
  if (isList(argument)) {
    return given === null ? [] : listOf(given);
  }

  return argument.type === 'boolean' ? (asBoolean(given ?? 'false') ?? 'false') : (given ?? '');
}

function listOf(text: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map(String) : [text];
  } catch {
    return text === '' ? [] : [text];
  }
}

function asBoolean(text: string): 'true' | 'false' | null {
  const lower = text.trim().toLowerCase();
  return lower === 'true' || lower === '1' ? 'true' : lower === 'false' || lower === '0' ? 'false' : null;
}

/** Shown when all that it depends on is shown and fulfils its condition. */
export function isVisible(argument: Argument, all: readonly Argument[], values: Values, seen: readonly string[] = []): boolean {
  if (argument.conditional_on === null || seen.includes(argument.name)) {
    return true;
  }

  const on = all.find((other) => other.name === argument.conditional_on);
  return on === undefined || (isVisible(on, all, values, [...seen, argument.name]) && holds(on, values[on.name] ?? '', argument));
}

function holds(on: Argument, actual: Value, { conditional_operator: operator, conditional_value: expected }: Argument): boolean {
  const left = typeof actual === 'string' ? actual : actual.join(',');
  if (expected === null || left === '') {
    const both = expected === null && left === '';
    return operator === '!=' ? !both : operator === '==' && both;
  }

  const order = compare(on.type, left, expected);
  switch (operator) {
    case '==': return order === 0;
    case '!=': return order !== 0;
    case '>': return order > 0;
    case '<': return order < 0;
    case '>=': return order >= 0;
    case '<=': return order <= 0;
    default: return true;
  }
}

/** Below 0 when the first is the smaller; not a number when they cannot be compared, which fulfils no order. */
function compare(type: string, left: string, right: string): number {
  if (type === 'integer' || type === 'float') {
    return asNumber(left) - asNumber(right);
  }

  const [a, b] = type === 'boolean' ? [asBoolean(left) ?? left, asBoolean(right) ?? right] : [left, right];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Each after what it depends on, else in the function's order. */
export function inOrder(all: readonly Argument[]): readonly Argument[] {
  const placed: Argument[] = [];
  const place = (argument: Argument) => {
    if (!placed.includes(argument)) {
      placed.push(argument);
      all.filter((other) => other.conditional_on === argument.name).forEach(place);
    }
  };
  all.filter((argument) => !all.some((other) => other.name === argument.conditional_on)).forEach(place);
  // What depends on itself in a circle has no place of its own.
  all.forEach(place);
  return placed;
}

export function faultsOf(all: readonly Argument[], values: Values): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  for (const argument of all.filter((one) => isVisible(one, all, values))) {
    const parsed = parse(argument, values[argument.name] ?? '');
    if ('fault' in parsed) {
      faults[argument.name] = parsed.fault;
    }
  }

  return faults;
}

/** What is sent: without what is hidden, only for the form, or left to the algorithm. Ask {@link faultsOf} before. */
export function keywordArguments(all: readonly Argument[], values: Values): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const argument of all.filter((one) => !one.is_frontend_only && isVisible(one, all, values))) {
    const parsed = parse(argument, values[argument.name] ?? '');
    if ('value' in parsed && parsed.value !== undefined) {
      sent[argument.name] = parsed.value;
    }
  }

  return sent;
}

type Parsed = { readonly value: unknown } | { readonly fault: Fault };

function parse(argument: Argument, value: Value): Parsed {
  const texts = typeof value === 'string' ? [value] : value;
  const given = texts.filter((text) => text.trim() !== '');
  if (given.length === 0) {
    return isOptional(argument) ? { value: undefined } : { fault: 'required' };
  }

  const single = argument.type.replace(/_list$/, '');
  const items: unknown[] = [];
  for (const text of given) {
    const item = parseOne(single, text);
    if ('fault' in item) {
      return item;
    }

    const allowed = argument.allowed_values as readonly unknown[];
    if (allowed.length > 0 && !allowed.some((one) => String(one) === String(item.value))) {
      return { fault: 'allowed' };
    }

    items.push(item.value);
  }

  return { value: isList(argument) ? items : items[0] };
}

function parseOne(type: string, text: string): Parsed {
  switch (type) {
    case 'integer':
    case 'organization': {
      const number = Number(text.trim());
      return /^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(number) ? { value: number } : { fault: 'integer' };
    }
    case 'float': {
      const number = asNumber(text);
      return Number.isFinite(number) ? { value: number } : { fault: 'float' };
    }
    case 'boolean': {
      const flag = asBoolean(text);
      return flag === null ? { fault: 'boolean' } : { value: flag === 'true' };
    }
    case 'json':
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { fault: 'json' };
      }
    default:
      return { value: text };
  }
}

/** With a point or, as many write it, a comma. */
function asNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}
