import type { Bytes } from './bytes';
import { hashBundle } from './hashing';

/** Hashes bundles away from the page, one after the other; an answer has the number of its question. */
self.addEventListener('message', ({ data }: MessageEvent<{ id: number; bundle: Bytes }>) => {
  hashBundle(data.bundle).then(
    (hashed) => self.postMessage({ id: data.id, hashed }),
    (error: unknown) => self.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) }),
  );
});
