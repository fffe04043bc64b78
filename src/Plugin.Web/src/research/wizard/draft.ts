import type { Schema } from '../../api/client';
import { initialValues, type Argument, type Value, type Values } from '../forms/arguments';
import { isObject } from '../results/json';

export interface DraftDatabase {
  readonly label: string;
  readonly query: string;
  readonly sheet: string;
}

/** A task on its way: plain texts, so that it can be kept while somebody signs in again. */
export interface Draft {
  readonly collaboration: number | null;
  readonly study: number | null;
  /** `store image function`, or empty for an image by name. */
  readonly choice: string;
  readonly image: string;
  readonly store: number | null;
  readonly method: string;
  /** Of a function that nobody describes: JSON. */
  readonly raw: string;
  readonly values: Values;
  readonly organizations: readonly number[];
  readonly databases: readonly DraftDatabase[];
  readonly name: string;
  readonly description: string;
}

export const emptyDraft: Draft = {
  collaboration: null, study: null, choice: '', image: '', store: null, method: '', raw: '{}', values: {}, organizations: [], databases: [], name: '', description: '',
};

export const BY_IMAGE = 'image';
export const noDatabase: DraftDatabase = { label: '', query: '', sheet: '' };

export interface Offer {
  readonly key: string;
  readonly algorithm: Schema<'OfferedAlgorithm'>;
  readonly call: Schema<'AlgorithmFunction'>;
}

/** What people may call. */
export function offersOf(algorithms: readonly Schema<'OfferedAlgorithm'>[]): readonly Offer[] {
  return algorithms.flatMap((algorithm) => algorithm.functions.filter((one) => one.standalone)
    .map((call) => ({ key: `${algorithm.store_id ?? ''} ${algorithm.image} ${call.name}`, algorithm, call })));
}

export function withOffer(draft: Draft, offer: Offer): Draft {
  return {
    ...draft, choice: offer.key, image: offer.algorithm.image, store: offer.algorithm.store_id, method: offer.call.name,
    values: initialValues(offer.call.arguments), databases: offer.call.databases.map((_, i) => draft.databases[i] ?? noDatabase),
    organizations: offer.call.type === 'central' ? draft.organizations.slice(0, 1) : draft.organizations,
  };
}

/** A task that is there, to be ordered once more with changes. */
export function draftOf(task: Schema<'TaskView'>, organizations: readonly number[], input: unknown, offers: readonly Offer[]): Draft {
  const method = isObject(input) && typeof input['method'] === 'string' ? input['method'] : '';
  const given = isObject(input) && isObject(input['kwargs']) ? input['kwargs'] : {};
  const image = task.image.split('@')[0] ?? task.image;
  const offer = offers.find((one) => one.call.name === method && one.algorithm.image.split('@')[0] === image && one.algorithm.store_id === (task.algorithm_store?.id ?? null))
    ?? offers.find((one) => one.call.name === method && one.algorithm.image.split('@')[0] === image);
  const positional = isObject(input) && Array.isArray(input['args']) && input['args'].length > 0;
  const known = offer !== undefined && !positional && Object.keys(given).every((name) => offer.call.arguments.some((argument) => argument.name === name));
  return {
    ...emptyDraft,
    collaboration: task.collaboration.id, study: task.study?.id ?? null, choice: known ? offer.key : BY_IMAGE, image: known ? image : task.image,
    store: task.algorithm_store?.id ?? null, method, raw: JSON.stringify(given, null, 2),
    values: known ? { ...initialValues(offer.call.arguments), ...valuesOf(offer.call.arguments, given) } : {},
    organizations, databases: task.databases.map(databaseOf), name: task.name, description: task.description,
  };
}

function databaseOf({ label, parameters }: Schema<'TaskDatabase'>): DraftDatabase {
  const parsed: unknown = JSON.parse(parameters || '{}');
  const text = (key: string) => (isObject(parsed) && typeof parsed[key] === 'string' ? parsed[key] : '');
  return { label, query: text('query'), sheet: text('sheet_name') };
}

function valuesOf(all: readonly Argument[], given: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(all.filter((argument) => given[argument.name] !== undefined && given[argument.name] !== null)
    .map((argument) => [argument.name, valueOf(argument, given[argument.name])]));
}

function valueOf(argument: Argument, given: unknown): Value {
  const text = (one: unknown) => (argument.type === 'json' || typeof one === 'object' ? JSON.stringify(one, null, 2) : String(one));
  return argument.type.endsWith('_list') ? (Array.isArray(given) ? given : [given]).map(text) : text(given);
}

export function databasesOf(draft: Draft): Schema<'NewTaskDatabase'>[] {
  return draft.databases.filter((one) => one.label !== '').map(({ label, query, sheet }) => ({
    label, ...(query.trim() === '' ? {} : { query }), ...(sheet.trim() === '' ? {} : { sheet_name: sheet }),
  }));
}

const KEY = 'plugin.draft.task';

/** Kept in this tab for one user, so that a session that ended takes nothing along. */
export function keepDraft(user: number, draft: Draft): void {
  sessionStorage.setItem(KEY, JSON.stringify({ user, draft }));
}

export function keptDraft(user: number): Draft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isObject(kept) && kept['user'] === user && isObject(kept['draft']) ? { ...emptyDraft, ...(kept['draft'] as Partial<Draft>) } : null;
  } catch {
    return null;
  }
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
