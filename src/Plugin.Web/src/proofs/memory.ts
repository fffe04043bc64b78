/** What this browser knows of a hub's log from earlier visits. */
export interface Remembered {
  /** The hub's key as it was first seen: whoever shows another one later is found out. */
  readonly key: string;
  /** The keys of stations as they were first seen, by node. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly generation: number;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** When it was verified here. */
  readonly at: string;
  /** How far every event was read and hashed here: size and peaks of the tree. */
  readonly whole: { readonly size: number; readonly peaks: readonly string[] } | null;
}

export interface Memory {
  read(hub: string): Remembered | null;
  write(hub: string, remembered: Remembered): void;
  forget(hub: string): void;
}

const nameOf = (hub: string): string => `plugin.log.${hub}`;

/** In the browser's own storage, which the hub cannot change unless it also changes the page. */
export const browserMemory: Memory = {
  read: (hub) => {
    const stored = localStorage.getItem(nameOf(hub));
    return stored === null ? null : (JSON.parse(stored) as Remembered);
  },
  write: (hub, remembered) => localStorage.setItem(nameOf(hub), JSON.stringify(remembered)),
  forget: (hub) => localStorage.removeItem(nameOf(hub)),
};

export function memoryOf(stored = new Map<string, Remembered>()): Memory {
  return {
    read: (hub) => stored.get(hub) ?? null,
    write: (hub, remembered) => void stored.set(hub, remembered),
    forget: (hub) => void stored.delete(hub),
  };
}
