import { config } from './config';
import { accessToken } from './tokens';

let csrf = '';
let signedOutListener: () => void = () => {};

/** Told by the hub when the session began; changing requests carry it. */
export function rememberCsrf(value: string): void {
  csrf = value;
}

/** The headers that say who asks. */
export async function credentials(method: string): Promise<[string, string][]> {
  if (config.session === 'token') {
    const token = await accessToken();
    return token === null ? [] : [['Authorization', `Bearer ${token}`]];
  }

  return csrf !== '' && method !== 'GET' && method !== 'HEAD' ? [['X-CSRF', csrf]] : [];
}

export function looksSignedOut(): void {
  signedOutListener();
}

export function whenLooksSignedOut(listener: () => void): void {
  signedOutListener = listener;
}
