import { config } from './config';
import { refusalOf } from './refusal';

interface Pair {
  access_token: string;
  refresh_token: string;
}

// In memory only: they die with the tab.
let pair: Pair | null = null;
let refreshing: Promise<void> | null = null;

const EARLY_MS = 60_000;

export function keepTokens(given: Pair | null): void {
  pair = given;
}

/** One that is valid for a while; renewed before it ends, so that no form is lost to an expiry. */
export async function accessToken(): Promise<string | null> {
  if (pair !== null && endsAt(pair.access_token) - Date.now() < EARLY_MS) {
    refreshing ??= refresh().finally(() => (refreshing = null));
    await refreshing;
  }

  return pair?.access_token ?? null;
}

export function userOfToken(token: string): number {
  return Number(claims(token)['sub']);
}

export function endsAt(token: string): number {
  const exp = claims(token)['exp'];
  return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
}

function claims(token: string): Record<string, unknown> {
  const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(part)) as Record<string, unknown>;
}

async function refresh(): Promise<void> {
  const response = await fetch(`${config.api}/token/refresh`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${pair!.refresh_token}` },
  });
  if (response.ok) {
    pair = (await response.json()) as Pair;
  } else if (response.status === 401) {
    pair = null;
  } else {
    throw refusalOf(response.status, null);
  }
}
