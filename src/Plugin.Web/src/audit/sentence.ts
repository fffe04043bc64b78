import type { Schema } from '../api/client';
import type { Translate } from '../texts';
import { actorInWords, inWords, type Names } from './names';
import { fieldInWords } from './states';
import { sentences as known } from './sentences.en';

/** What a sentence needs of an event. */
export type Told = Pick<Schema<'HistoryEvent'>, 'stream' | 'name' | 'actor' | 'for' | 'via' | 'data'>;
type Data = Readonly<Record<string, unknown>>;
type SentenceKey = keyof typeof known;
type Outcome = 'completed' | 'failed' | 'crashed' | 'not_allowed' | 'no_image' | 'start_failed' | 'killed' | 'unknown';

/** An event in a sentence: who did what to what. */
export function sentence(t: Translate, event: Told, names: Names): string {
  const key = event.name.split('/')[0] ?? '';
  const data = (typeof event.data === 'object' && event.data !== null ? event.data : {}) as Data;
  const thing = inWords(t, event.stream, names);
  const who = author(t, event, names);
  if (!Object.hasOwn(known, key)) {
    return capital(t('audit:unknownEvent', { who, thing, name: event.name }));
  }

  return capital(t(`audit:sentences.${key as SentenceKey}`, { ...words(t, data, names), who, thing }));
}

/** Who caused it, with on whose behalf and through which station. */
export function author(t: Translate, { actor, for: behalf, via }: Pick<Told, 'actor' | 'for' | 'via'>, names: Names): string {
  const who = actorInWords(t, actor, names);
  const acting = behalf ? t('audit:actor.for', { who, whom: actorInWords(t, behalf, names) }) : who;
  return via ? t('audit:actor.via', { who: acting, node: actorInWords(t, via, names) }) : acting;
}

function words(t: Translate, data: Data, names: Names): Record<string, string> {
  const named = (kind: string, id: unknown): string => (id === undefined || id === null ? t('audit:everyone') : inWords(t, `${kind}-${String(id)}`, names));
  const runs = list(data['runs']).filter(isObject);
  const organisations = runs.length > 0 ? runs.map((run) => run['organisation']) : list(data['organisations']);
  const labels = list(data['databases']).filter(isObject).map((database) => textOr(database['label'], t('audit:erased')));
  const digest = data['digest'] ?? data['image_digest'];
  return {
    organisation: named('organisation', data['organisation']),
    organisations: listed(organisations.map((id) => named('organisation', id))),
    node: named('node', data['node']),
    study: named('study', data['study']),
    collaboration: named('collaboration', data['collaboration']),
    task: named('task', data['task']),
    fields: listed(Object.keys(data).filter((field) => field !== 'at').map((field) => fieldInWords(t, field))),
    name: textOr(data['name'], t('audit:erased')),
    url: String(data['url'] ?? ''),
    image: String(data['image'] ?? ''),
    labels: labels.length > 0 ? t('audit:withLabels', { labels: listed(labels) }) : '',
    digest: digest ? (data['digest'] ? short(String(digest)) : t('audit:withDigest', { digest: short(String(digest)) })) : '',
    rules: String(list(data['rules']).length),
    roles: String(list(data['roles']).length),
    attempt: String(data['attempt'] ?? ''),
    port: String(data['port'] ?? ''),
    kept: String(data['kept'] ?? ''),
    because: because(t, data),
    after: typeof data['after_days'] === 'number' ? t('audit:afterDays', { count: data['after_days'] }) : '',
    retention: retention(t, data['policy']),
    outcome: typeof data['outcome'] === 'string' ? t(`audit:outcome.${data['outcome'] as Outcome}`) : '',
    cause: cause(t, data['cause']),
    reader: typeof data['reader'] === 'string' ? actorInWords(t, data['reader'], names) : '',
    alarm: typeof data['kind'] === 'string' ? alarmText(t, data['kind']) : '',
  };
}

/** What an alarm means; one of a kind that is not known is named. */
export function alarmText(t: Translate, kind: string): string {
  return alarms.has(kind) ? t(`audit:alarms.kinds.${kind as 'fork'}`) : kind;
}

const alarms: ReadonlySet<string> = new Set([
  'fork', 'shrunk', 'hub_key', 'signature', 'other_log', 'generation', 'unwitnessed', 'witness_key', 'node_key', 'history',
]);

/** Why a run went back or ended: in the station's words or in the hub's terms. */
export function cause(t: Translate, told: unknown): string {
  if (!isObject(told)) {
    return '';
  }

  const ids = { run: String(told['run'] ?? ''), task: String(told['task'] ?? ''), node: String(told['node'] ?? '') };
  switch (told['kind']) {
    case 'reported':
    case 'reported_lost':
      return typeof told['words'] === 'string' && told['words'] !== '' ? t('audit:cause.said', { words: told['words'] }) : t('audit:cause.erased');
    case 'lease_ran_out':
    case 'given_up':
    case 'sibling_failed':
    case 'task_killed':
    case 'node_withdrawn':
    case 'stopped_on_node':
      return t(`audit:cause.${told['kind']}`, ids);
    default:
      return '';
  }
}

function because(t: Translate, data: Data): string {
  const reason = 'reason' in data ? data['reason'] : data['words'];
  return reason === undefined || reason === '' ? '' : t('audit:because', { reason: textOr(reason, t('audit:erased')) });
}

function retention(t: Translate, policy: unknown): string {
  if (!isObject(policy)) {
    return t('audit:retention.default');
  }

  const kept = typeof policy['days'] === 'number' ? t('audit:retention.days', { count: policy['days'] }) : t('audit:retention.forever');
  return policy['texts'] === true ? t('audit:retention.withTexts', { kept }) : kept;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const listed = (parts: readonly string[]): string => parts.join(', ');
const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);
const short = (digest: string): string => (digest.length > 24 ? `${digest.slice(0, 19)}…` : digest);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
