import { useQueries, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, ask, askPage, type Schema } from '../api/client';
import { Refusal } from '../api/refusal';

export type Organization = Schema<'Organization'>;
export type Collaboration = Schema<'Collaboration'>;
export type Node = Schema<'Node'>;
export type Role = Schema<'Role'>;
export type Rule = Schema<'Rule'>;
export type User = Schema<'User'>;
export type Study = Schema<'Study'>;

/** As many as a choice is made from. */
const MOST = 1000;
const KEPT_MS = 60_000;

/** Those that a user of an organization can have: its own and the built-in ones; for who may see no others, their own. */
export function useRolesFor(organization: number) {
  return useQuery({
    queryKey: ['role', 'for', organization],
    queryFn: async ({ signal }) => {
      const roles = async (filter: { organization_id?: string; include_root?: boolean }) =>
        (await askPage(api.GET('/role', { params: { query: { ...filter, per_page: MOST, sort: 'id' } }, signal }))).rows;
      try {
        return await roles({ organization_id: String(organization), include_root: true });
      } catch (error) {
        if (error instanceof Refusal && (error.status === 401 || error.status === 403)) {
          return roles({});
        }

        throw error;
      }
    },
    staleTime: KEPT_MS,
  });
}

export function useRules() {
  return useQuery({
    queryKey: ['rule', 'list'],
    queryFn: async ({ signal }) => (await askPage(api.GET('/rule', { params: { query: { no_pagination: true } }, signal }))).rows,
    staleTime: Infinity,
  });
}

function rulesOfRole(role: number) {
  return {
    queryKey: ['role', role, 'rules'],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await askPage(api.GET('/rule', { params: { query: { role_id: role, no_pagination: true } }, signal }))).rows,
    staleTime: KEPT_MS,
  };
}

export function useRulesOfRole(role: number) {
  return useQuery(rulesOfRole(role));
}

/** The rules of each role, as far as they have come. */
export function useRulesOfRoles(roles: readonly number[]): ReadonlyMap<number, readonly Rule[]> {
  return useQueries({
    queries: roles.map(rulesOfRole),
    combine: (found) => new Map(roles.flatMap((role, i) => (found[i]?.data === undefined ? [] : [[role, found[i].data] as const]))),
  });
}

export function useMembers(collaboration: number) {
  return useQuery({
    queryKey: ['organization', 'of', collaboration],
    queryFn: async ({ signal }) =>
      (await askPage(api.GET('/organization', { params: { query: { collaboration_id: collaboration, per_page: MOST, sort: 'name' } }, signal }))).rows,
  });
}

export function useNodesOf(filter: { collaboration_id?: number; organization_id?: number }) {
  return useQuery({
    queryKey: ['node', 'of', filter],
    queryFn: async ({ signal }) => (await askPage(api.GET('/node', { params: { query: { ...filter, per_page: MOST, sort: 'name' } }, signal }))).rows,
  });
}

export function nameIn(things: readonly { readonly id: number; readonly name: string | null }[] | undefined, id: number): string {
  return things?.find((thing) => thing.id === id)?.name ?? `#${id}`;
}

/** Asks anew for all things of these kinds: what one changes should be seen at once, also where the hub tells nothing by itself. */
export function useChanged() {
  const client = useQueryClient();
  return (...kinds: string[]) => renew(client, kinds);
}

export async function renew(client: QueryClient, kinds: readonly string[]): Promise<void> {
  await Promise.all(kinds.map((kind) => client.invalidateQueries({ queryKey: [kind] })));
}

/** A new node's key, which the hub shows this once. */
export interface NewKey {
  readonly node: string;
  readonly organization: string;
  readonly key: string;
}

export async function registerNode(collaboration: number, organization: { id: number; name: string | null }, name?: string): Promise<NewKey> {
  const node = await ask(api.POST('/node', { body: { collaboration_id: collaboration, organization_id: organization.id, ...(name ? { name } : {}) } }));
  return { node: node.name, organization: organization.name ?? `#${organization.id}`, key: node.api_key ?? '' };
}

export interface NodeToRegister {
  readonly collaboration: number;
  readonly organization: { readonly id: number; readonly name: string | null };
  /** What it is called where it cannot be registered. */
  readonly called: string;
}

/** One after the other; what fails does not keep the rest from their keys. */
export async function registerNodes(nodes: readonly NodeToRegister[]): Promise<{ keys: NewKey[]; failed: { name: string; error: unknown }[] }> {
  const keys: NewKey[] = [];
  const failed: { name: string; error: unknown }[] = [];
  for (const { collaboration, organization, called } of nodes) {
    try {
      keys.push(await registerNode(collaboration, organization));
    } catch (error) {
      failed.push({ name: called, error });
    }
  }

  return { keys, failed };
}

/** Organizations that are to have a node in a collaboration. */
export function nodesOf(collaboration: number, organizations: readonly { readonly id: number; readonly name: string | null }[]): NodeToRegister[] {
  return organizations.map((organization) => ({ collaboration, organization, called: organization.name ?? `#${organization.id}` }));
}
