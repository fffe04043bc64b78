import { config } from './config';
import { credentials } from './credentials';
import type { SignedInUser } from './me';
import { Refusal, refusalOf } from './refusal';
import type { components } from './schema';
import { accessToken, keepTokens, userOfToken } from './tokens';

/** What an authenticator app takes. */
export interface Enrolment {
  readonly qr_uri: string;
  readonly otp_secret: string;
}

/** What the hub is and can do, as far as the page needs to know. */
export interface HubFacts {
  readonly name: string;
  readonly version: string;
  readonly mail: boolean;
  readonly second_factor: boolean;
  readonly blobstream: boolean;
}

/** `user` is null when nobody is signed in. */
export interface SessionState {
  readonly user: SignedInUser | null;
  readonly csrf: string | null;
  readonly hub: HubFacts;
}

export type Opened =
  | { readonly step: 'in'; readonly state: SessionState }
  | { readonly step: 'code' }
  | { readonly step: 'enrol'; readonly enrolment: Enrolment };

type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
type Body = Record<string, unknown>;

export async function presentSession(): Promise<SessionState> {
  if (config.session === 'token') {
    return { user: await whoseToken(), csrf: null, hub: await factsOfAnyHub() };
  }

  const { response, body } = await send('GET', '/session');
  if (!response.ok) {
    throw refusalOf(response.status, body);
  }

  return body as unknown as SessionState;
}

export async function openSession(username: string, password: string, code?: string): Promise<Opened> {
  const login = { username, password, ...(code === undefined ? {} : { mfa_code: code }) };
  const { response, body } = await send('POST', config.session === 'token' ? '/token/user' : '/session', login);
  if (typeof body['otp_secret'] === 'string') {
    return { step: 'enrol', enrolment: { qr_uri: String(body['qr_uri']), otp_secret: body['otp_secret'] } };
  }

  if (body['code'] === 'login.code-needed') {
    return { step: 'code' };
  }

  if (!response.ok) {
    throw refusalOf(response.status, body);
  }

  if (typeof body['access_token'] === 'string') {
    keepTokens({ access_token: body['access_token'], refresh_token: String(body['refresh_token']) });
    return { step: 'in', state: await presentSession() };
  }

  return typeof body['csrf'] === 'string' ? { step: 'in', state: body as unknown as SessionState } : { step: 'code' };
}

export async function closeSession(): Promise<void> {
  if (config.session === 'token') {
    keepTokens(null);
    return;
  }

  const { response, body } = await send('DELETE', '/session');
  if (!response.ok && response.status !== 401) {
    throw refusalOf(response.status, body);
  }
}

/** The same that a session of our own tells, from routes that every hub has. */
async function whoseToken(): Promise<SignedInUser | null> {
  const token = await accessToken();
  if (token === null) {
    return null;
  }

  const id = userOfToken(token);
  const found = await send('GET', `/user/${id}?include_permissions=true`);
  if (found.response.status === 401 || found.response.status === 404) {
    return null;
  }

  const rules = await send('GET', `/rule?user_id=${id}&no_pagination=true`);
  const roles = await send('GET', `/role?user_id=${id}&per_page=100`);
  for (const { response, body } of [found, rules, roles]) {
    if (!response.ok) {
      throw refusalOf(response.status, body);
    }
  }

  const user = found.body as unknown as Schema<'User'>;
  const organization = await send('GET', `/organization/${user.organization.id}`);
  const collaborations = await send('GET', `/collaboration?organization_id=${user.organization.id}&per_page=1000`);
  return {
    ...user,
    organization_id: user.organization.id,
    organization_name: organization.response.ok ? String(organization.body['name']) : null,
    collaborations: collaborations.response.ok ? (collaborations.body['data'] as { id: number }[]).map((each) => each.id) : [],
    roles: (roles.body as unknown as Schema<'RoleList'>).data,
    rules: (rules.body as unknown as Schema<'RuleList'>).data,
  };
}

async function factsOfAnyHub(): Promise<HubFacts> {
  const { body } = await send('GET', '/version');
  const host = new URL(config.api, window.location.origin).host;
  return { name: host, version: String(body['plugin'] ?? body['version'] ?? ''), mail: true, second_factor: false, blobstream: false };
}

async function send(method: string, path: string, content?: Body): Promise<{ response: Response; body: Body }> {
  let response: Response;
  try {
    response = await fetch(config.api + path, {
      method,
      headers: [...(await credentials(method)), ...(content === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]])],
      credentials: 'same-origin',
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
  } catch {
    throw new Refusal(0, '');
  }

  const body = await response.json().catch(() => null);
  return { response, body: typeof body === 'object' && body !== null ? (body as Body) : {} };
}
