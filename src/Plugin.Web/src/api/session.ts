import { useSyncExternalStore } from 'react';
import { rememberCsrf, whenLooksSignedOut } from './credentials';
import { Me } from './me';
import { closeSession, openSession, presentSession, type HubFacts, type Opened, type SessionState } from './sessionCalls';

export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'unreachable'; readonly error: unknown }
  /** `ended`: it was there before, and the page says so. */
  | { readonly state: 'out'; readonly ended: boolean; readonly hub: HubFacts }
  | { readonly state: 'in'; readonly me: Me; readonly hub: HubFacts };

/** What a sign-in leads to: in, or one more step. */
export type SignInOutcome = Opened;

let session: Session = { state: 'unknown' };
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  listeners.forEach((listener) => listener());
}

export function currentSession(): Session {
  return session;
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession);
}

/** Of pages that only those who are signed in get to see. */
export function useMe(): Me {
  const present = useSession();
  if (present.state !== 'in') {
    throw new Error('Nobody is signed in.');
  }

  return present.me;
}

/** Finds out whether the browser still holds a session, and who it is now. */
export async function resume(): Promise<void> {
  try {
    take(await presentSession());
  } catch (error) {
    if (session.state !== 'in') {
      become({ state: 'unreachable', error });
    }
  }
}

export async function signIn(username: string, password: string, code?: string): Promise<SignInOutcome> {
  const opened = await openSession(username, password, code);
  if (opened.step === 'in') {
    take(opened.state);
  }

  return opened;
}

export async function signOut(): Promise<void> {
  const { hub } = session as { hub: HubFacts };
  await closeSession();
  rememberCsrf('');
  become({ state: 'out', ended: false, hub });
}

function take(state: SessionState): void {
  rememberCsrf(state.csrf ?? '');
  become(
    state.user === null
      ? { state: 'out', ended: session.state === 'in', hub: state.hub }
      : { state: 'in', me: new Me(state.user), hub: state.hub },
  );
}

let checking: Promise<void> | null = null;

whenLooksSignedOut(() => {
  if (session.state === 'in') {
    checking ??= resume().finally(() => (checking = null));
  }
});
