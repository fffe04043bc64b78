/** What the hub tells about its log; none of it is believed before it is checked. */
export interface HubLog {
  /** The newest checkpoint, a signed note. */
  newest(): Promise<string>;
  /** One of the log as it is now. */
  make(): Promise<string>;
  /** The latest checkpoints, the largest first, with the signatures of stations. */
  latest(): Promise<readonly string[]>;
  /** The hub's key, then those of the stations, as text. */
  keys(): Promise<readonly string[]>;
  /** Hashes in hex. */
  inclusion(position: number, size: number): Promise<readonly string[]>;
  consistency(from: number, to: number): Promise<readonly string[]>;
  generations(): Promise<readonly Generation[]>;
}

/** The log was restored to the past and went on from there. */
export interface Generation {
  readonly generation: number;
  /** Of its first event; those before it were kept. */
  readonly position: number;
  readonly at: string;
  readonly by: string;
}
