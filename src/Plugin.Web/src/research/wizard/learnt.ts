import { useSyncExternalStore } from 'react';
import { currentSession, onSession } from '../../api/session';
import { isObject } from '../results/json';
import type { DraftDatabase } from './draft';
import type { Node } from './sources';

/** Names of columns that stations were asked for in this tab, by node and source; gone with the tab and the session. */
export type Learnt = Readonly<Record<string, readonly string[]>>;

const KEY = 'plugin.columns';
const listeners = new Set<() => void>();
let learnt: Learnt = kept();

function kept(): Learnt {
  try {
    const found: unknown = JSON.parse(globalThis.sessionStorage?.getItem(KEY) ?? '{}');
    return isObject(found) ? (found as Learnt) : {};
  } catch {
    return {};
  }
}

function become(next: Learnt): void {
  learnt = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  listeners.forEach((listener) => listener());
}

onSession(() => {
  if (currentSession().state === 'out' && Object.keys(learnt).length > 0) {
    become({});
  }
});

export function useLearnt(): Learnt {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => learnt,
  );
}

/** A query gives columns of its own, and so does a sheet. */
function placeOf(node: number, { label, query, sheet }: DraftDatabase): string {
  return JSON.stringify([node, label.trim(), query.trim(), sheet.trim()]);
}

export function learn(node: number, database: DraftDatabase, names: readonly string[]): void {
  become({ ...learnt, [placeOf(node, database)]: names });
}

/** What a node has answered of a source; undefined when nobody asked it. */
export function learntOf(all: Learnt, node: number, database: DraftDatabase): readonly string[] | undefined {
  return all[placeOf(node, database)];
}

/** Whether this node's columns are known already, told by itself or asked for. */
export function knows(all: Learnt, node: Node, database: DraftDatabase): boolean {
  return learntOf(all, node.id, database) !== undefined || node.config.some((entry) => entry.key === `columns_${database.label}`);
}

/** What an algorithm that was asked for names of columns gives: ours and vantage6's a list, others an object around one. */
export function namesIn(result: unknown): readonly string[] | null {
  const list = isObject(result) ? result['columns'] : result;
  return Array.isArray(list) && list.length > 0 && list.every((name) => typeof name === 'string') ? list : null;
}
