import { api, ask } from '../api/client';
import { config } from '../api/config';
import { credentials, looksSignedOut } from '../api/credentials';
import { Refusal, refusalOf } from '../api/refusal';
import type { HubLog } from '../proofs/hubLog';

/** What is no JSON: notes, tiles, exports. */
export async function raw(path: string, method: 'GET' | 'POST' = 'GET', signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${config.api}/${path}`, {
      method, headers: await credentials(method), credentials: 'same-origin', cache: 'no-store', ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    throw cause instanceof DOMException && cause.name === 'AbortError' ? cause : new Refusal(0, '');
  }

  if (response.status === 401) {
    looksSignedOut();
  }

  if (!response.ok) {
    throw refusalOf(response.status, await response.json().catch(() => null));
  }

  return response;
}

const text = async (path: string, method: 'GET' | 'POST' = 'GET'): Promise<string> => (await raw(path, method)).text();

/** As many checkpoints as are looked through for one that more stations signed. */
const LATEST = 20;

export const hubLog: HubLog = {
  newest: () => text('audit/checkpoint'),
  make: () => text('audit/checkpoint', 'POST'),
  latest: async () => (await ask(api.GET('/audit/checkpoints', { params: { query: { limit: LATEST } } }))).checkpoints.map(({ note }) => note),
  keys: async () => (await text('audit/keys')).split('\n').filter((line) => line !== ''),
  inclusion: async (position, size) => (await ask(api.GET('/audit/proofs/inclusion', { params: { query: { position, size } } }))).hashes,
  consistency: async (from, to) => (await ask(api.GET('/audit/proofs/consistency', { params: { query: { from, to } } }))).hashes,
  generations: () => ask(api.GET('/audit/generations')),
};
