/** Where the hub is and how the page stands to it. A hub writes its API's path into the document; alone, `config.json` beside it tells. */
export interface Config {
  /** A path of this origin, or the whole address of another hub's API. */
  readonly api: string;
  /** Cookie at the hub that serves this page; tokens, in memory only, with any other. */
  readonly session: 'cookie' | 'token';
}

export function configFrom(told: unknown, origin: string): Config {
  const { api, session } = (typeof told === 'object' && told !== null ? told : {}) as { api?: unknown; session?: unknown };
  const address = typeof api === 'string' && api !== '' ? api.replace(/\/+$/, '') : '/api';
  const elsewhere = /^https?:\/\//.test(address) && new URL(address).origin !== origin;
  return { api: address, session: elsewhere || session === 'token' ? 'token' : 'cookie' };
}

async function load(): Promise<Config> {
  if (typeof window === 'undefined') {
    return configFrom({}, '');
  }

  const written = document.querySelector<HTMLMetaElement>('meta[name="api"]')?.content ?? '';
  if (written.startsWith('/')) {
    return configFrom({ api: written }, window.location.origin);
  }

  try {
    const response = await fetch(`${import.meta.env.BASE_URL}config.json`);
    return configFrom(response.ok ? await response.json() : {}, window.location.origin);
  } catch {
    // Without the file the hub is where the page came from.
    return configFrom({}, window.location.origin);
  }
}

export const config = await load();
