import { FormatError, type Bytes } from './bytes';
import type { HashedBundle } from './hashing';

interface Answer {
  readonly id: number;
  readonly hashed?: HashedBundle;
  readonly error?: string;
}

/** Hashes bundles in a worker, so that the page stays quick; ended when it is no longer wanted. */
export class HashingWorker {
  private readonly worker = new Worker(new URL('./hashing.worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, { resolve: (hashed: HashedBundle) => void; reject: (error: Error) => void }>();
  private asked = 0;

  constructor() {
    this.worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      const question = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.hashed) {
        question?.resolve(data.hashed);
      } else {
        question?.reject(new FormatError(data.error ?? ''));
      }
    });
    this.worker.addEventListener('error', () => {
      this.waiting.forEach(({ reject }) => reject(new Error('The worker that hashes has failed.')));
      this.waiting.clear();
    });
  }

  hash(bundle: Bytes): Promise<HashedBundle> {
    const id = this.asked++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, bundle }, [bundle.buffer]);
    });
  }

  end(): void {
    this.worker.terminate();
  }
}
