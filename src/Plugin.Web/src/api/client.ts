import createClient, { type Middleware } from 'openapi-fetch';
import { config } from './config';
import { credentials, looksSignedOut } from './credentials';
import { Refusal, refusalOf } from './refusal';
import type { components, paths } from './schema';

/** The shapes of the wire, by name: `Schema<'TaskView'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

const authorization: Middleware = {
  async onRequest({ request }) {
    for (const [name, value] of await credentials(request.method)) {
      request.headers.set(name, value);
    }

    return request;
  },
  onResponse({ response }) {
    // vantage6's routes say 401 for "forbidden" too, so this only asks whether the session has ended.
    if (response.status === 401) {
      looksSignedOut();
    }
  },
};

export const api = createClient<paths>({ baseUrl: config.api, credentials: 'same-origin' });
api.use(authorization);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was answered; throws a {@link Refusal} for everything else. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data } = await answered(call);
  return data as T;
}

/** One page of a list and how many rows there are in all. */
export interface PageOf<Row> {
  readonly rows: readonly Row[];
  /** An estimate where there are very many. */
  readonly total: number;
  readonly hasNext: boolean;
}

export async function askPage<Row>(call: Promise<Answer<{ data: Row[]; links: { next?: string } }>>): Promise<PageOf<Row>> {
  const { data, response } = await answered(call);
  const page = data as { data: Row[]; links: { next?: string } };
  const total = Number(response.headers.get('total-count') ?? page.data.length);
  return { rows: page.data, total, hasNext: page.links.next !== undefined };
}

async function answered<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') {
      throw cause;
    }

    throw cause instanceof Refusal ? cause : new Refusal(0, '');
  }

  if (!answer.response.ok) {
    throw refusalOf(answer.response.status, answer.error);
  }

  return answer;
}
