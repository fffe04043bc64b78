import { t as translate } from 'i18next';
import { api, ask, askPage, type PageOf } from '../../api/client';
import { roleNameOf } from '../../frame/roleName';

export type Kind = 'organization' | 'collaboration' | 'user' | 'node' | 'role';

export interface Choice {
  readonly id: number;
  readonly name: string;
}

export interface Found {
  readonly choices: readonly Choice[];
  /** There are others: whoever types more finds them. */
  readonly more: boolean;
}

/** As many as anybody looks through. */
const MOST = 50;

/** A filter of the hub looks for the whole text; people type a part of it. */
export function containing(typed: string): string {
  return `%${typed.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

const byName = (typed: string) => ({ per_page: MOST, sort: 'name', ...(typed === '' ? {} : { name: containing(typed) }) });

function found<Row>({ rows, hasNext }: PageOf<Row>, choice: (row: Row) => Choice): Found {
  return { choices: rows.map(choice), more: hasNext };
}

const named = ({ id, name }: { id: number; name: string | null }): Choice => ({ id, name: name ?? `#${id}` });

export function personName({ id, username, firstname, lastname }: { id: number; username: string; firstname: string | null; lastname: string | null }): Choice {
  const full = [firstname, lastname].filter((part) => part).join(' ');
  return { id, name: full === '' ? username : `${full} (${username})` };
}

/** What the hub finds whose name contains this. */
export const search: Record<Kind, (typed: string, signal: AbortSignal) => Promise<Found>> = {
  organization: async (typed, signal) => found(await askPage(api.GET('/organization', { params: { query: byName(typed) }, signal })), named),
  collaboration: async (typed, signal) => found(await askPage(api.GET('/collaboration', { params: { query: byName(typed) }, signal })), named),
  node: async (typed, signal) => found(await askPage(api.GET('/node', { params: { query: byName(typed) }, signal })), named),
  // A person is known by any of three names.
  user: async (typed, signal) => {
    const names = typed === '' ? [{}] : (['username', 'lastname', 'firstname'] as const).map((field) => ({ [field]: containing(typed) }));
    const pages = await Promise.all(names.map(async (name) => found(
      await askPage(api.GET('/user', { params: { query: { per_page: MOST, sort: 'username', ...name } }, signal })), personName,
    )));
    return joined(pages);
  },
  // The hub knows the built-in ones, which come first, by their names on the wire alone.
  role: async (typed, signal) => {
    const roles = async (name: { name?: string[] }) => found(await askPage(api.GET('/role', { params: { query: { per_page: MOST, sort: 'id', ...name } }, signal })), calledRole);
    return typed === '' ? roles({}) : joined([containedIn(await roles({}), typed), await roles({ name: [containing(typed)] })]);
  },
};

const calledRole = (role: { id: number; name: string }): Choice => ({ id: role.id, name: roleNameOf(translate, role) });

/** Those of a page that are called so; that it went on says nothing. */
export function containedIn({ choices }: Found, typed: string): Found {
  return { choices: choices.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase())), more: false };
}

/** One after the other, each thing once. */
export function joined(pages: readonly Found[]): Found {
  const choices = new Map(pages.flatMap((page) => page.choices).map((choice) => [choice.id, choice]));
  return { choices: [...choices.values()], more: pages.some((page) => page.more) };
}

/** What one thing is called. */
export const nameOf: Record<Kind, (id: number, signal: AbortSignal) => Promise<string>> = {
  organization: async (id, signal) => named(await ask(api.GET('/organization/{id}', { params: { path: { id } }, signal }))).name,
  collaboration: async (id, signal) => named(await ask(api.GET('/collaboration/{id}', { params: { path: { id } }, signal }))).name,
  node: async (id, signal) => named(await ask(api.GET('/node/{id}', { params: { path: { id } }, signal }))).name,
  role: async (id, signal) => calledRole(await ask(api.GET('/role/{id}', { params: { path: { id } }, signal }))).name,
  user: async (id, signal) => personName(await ask(api.GET('/user/{id}', { params: { path: { id } }, signal }))).name,
};
