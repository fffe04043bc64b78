import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { config } from './config';
import { credentials, looksSignedOut } from './credentials';
import { EventStreamParser } from './eventStream';
import { Invalidator, noticeOf } from './notices';

/** `polling`: this hub tells nothing by itself, so the page asks it now and then. */
export type Connection = 'connecting' | 'live' | 'lost' | 'polling';

// Keep-alives come every 15 s.
const SILENT_MS = 40_000;
const POLL_MS = 15_000;
const LONGEST_PAUSE_MS = 15_000;
// A browser opens six connections to a hub without TLS: pages that nobody looks at leave theirs to the others.
const UNSEEN_MS = 30_000;

let connection: Connection = 'connecting';
const listeners = new Set<() => void>();

function become(next: Connection): void {
  if (connection !== next) {
    connection = next;
    listeners.forEach((listener) => listener());
  }
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
}

/** Follows what changes at the hub until it is stopped; after a lost connection it goes on where it was. */
export function follow(client: QueryClient): () => void {
  const stopping = new AbortController();
  const invalidator = new Invalidator(client);
  let position: string | null = null;
  let wake = () => {};
  let breakOff = () => {};
  const gone = () => breakOff();
  const hurry = () => wake();
  let unseen: ReturnType<typeof setTimeout> | undefined;
  const seen = () => {
    clearTimeout(unseen);
    if (document.hidden) {
      unseen = setTimeout(gone, UNSEEN_MS);
    } else {
      hurry();
    }
  };
  window.addEventListener('online', hurry);
  // A connection over a network that is gone stays silent; the browser knows it first.
  window.addEventListener('offline', gone);
  document.addEventListener('visibilitychange', seen);
  stopping.signal.addEventListener('abort', hurry);
  become('connecting');

  void (async () => {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      await visible();
      if (stopping.signal.aborted) {
        break;
      }

      const began = Date.now();
      const outcome = await once();
      if (stopping.signal.aborted) {
        break;
      }

      become(outcome === 'none' ? 'polling' : document.hidden ? 'connecting' : 'lost');
      if (outcome === 'none') {
        invalidator.everything();
      } else if (Date.now() - began > 10_000) {
        attempt = 0;
      }

      await pause(outcome === 'none' ? POLL_MS : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(attempt, 5)) * (0.75 + Math.random() / 2));
    }

    window.removeEventListener('online', hurry);
    window.removeEventListener('offline', gone);
    clearTimeout(unseen);
    document.removeEventListener('visibilitychange', seen);
    invalidator.stop();
  })();

  return () => stopping.abort();

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function visible(): Promise<void> {
    return new Promise((resolve) => {
      if (document.hidden && !stopping.signal.aborted) {
        wake = resolve;
      } else {
        resolve();
      }
    });
  }

  /** One connection, to its end. */
  async function once(): Promise<'lost' | 'none'> {
    const ending = new AbortController();
    const end = () => ending.abort();
    breakOff = end;
    stopping.signal.addEventListener('abort', end);
    let watchdog = setTimeout(end, SILENT_MS);
    try {
      const response = await fetch(`${config.api}/live${position === null ? '' : `?after=${encodeURIComponent(position)}`}`, {
        headers: [['Accept', 'text/event-stream'], ...(await credentials('GET'))],
        credentials: 'same-origin',
        cache: 'no-store',
        signal: ending.signal,
      });
      if (response.status === 401) {
        looksSignedOut();
      }

      if (!response.ok || response.body === null) {
        return response.status === 404 ? 'none' : 'lost';
      }

      if (position === null) {
        // Between what the page has read and the beginning of this stream something may have changed.
        invalidator.everything();
      }

      become('live');
      const parser = new EventStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return 'lost';
        }

        clearTimeout(watchdog);
        watchdog = setTimeout(end, SILENT_MS);
        for (const event of parser.push(value)) {
          const notice = event.event === 'changed' ? noticeOf(event.data) : null;
          if (notice !== null) {
            invalidator.tell(notice);
          } else if (event.event === 'reset') {
            invalidator.everything();
          } else if (event.event === 'ended') {
            looksSignedOut();
          }
        }

        position = parser.position ?? position;
      }
    } catch {
      // Whatever broke it, the next try tells.
      return 'lost';
    } finally {
      clearTimeout(watchdog);
      stopping.signal.removeEventListener('abort', end);
    }
  }
}
