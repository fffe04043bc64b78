import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** What the hub says has changed. */
export interface Notice {
  readonly kind: string;
  readonly id?: number | string;
  readonly task?: number;
  readonly collaboration?: number;
}

export function noticeOf(data: string): Notice | null {
  try {
    const told: unknown = JSON.parse(data);
    return typeof told === 'object' && told !== null && typeof (told as Notice).kind === 'string' ? (told as Notice) : null;
  } catch {
    return null;
  }
}

/** A key begins with a kind; one that goes on with an id is about that thing alone, every other about many. */
export function isTouched(key: QueryKey, notices: readonly Notice[]): boolean {
  const [kind, which] = key;
  return notices.some(
    (notice) =>
      (notice.kind === kind && (typeof which !== 'number' || which === notice.id)) ||
      (kind === 'task' && notice.kind === 'run' && (typeof which !== 'number' || which === notice.task)),
  );
}

const TOGETHER_MS = 200;

/** Gathers notices for a moment, since a task brings many at once, and asks anew for what they touch. */
export class Invalidator {
  private waiting: Notice[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly client: QueryClient;

  constructor(client: QueryClient) {
    this.client = client;
  }

  tell(notice: Notice): void {
    this.waiting.push(notice);
    this.timer ??= setTimeout(() => this.flush(), TOGETHER_MS);
  }

  /** Whatever may have been missed. */
  everything(): void {
    void this.client.invalidateQueries();
  }

  stop(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }

    this.waiting = [];
  }

  private flush(): void {
    const notices = this.waiting;
    this.waiting = [];
    this.timer = null;
    void this.client.invalidateQueries({ predicate: (query) => isTouched(query.queryKey, notices) }, { cancelRefetch: false });
  }
}
