import { useQuery } from '@tanstack/react-query';
import { api, ask, askPage, type Schema } from '../api/client';
import { Refusal } from '../api/refusal';

// Collaborations, their members and nodes are few; more than these would be no list to choose from.
const ALL = { page: 1, per_page: 1000 };
const MINUTE = 60_000;

export function useCollaborations() {
  return useQuery({
    queryKey: ['collaboration', 'list', 'all'],
    queryFn: async ({ signal }) => (await askPage(api.GET('/collaboration', { params: { query: ALL }, signal }))).rows,
  });
}

export function useCollaboration(id: number | null) {
  return useQuery({
    queryKey: ['collaboration', id],
    enabled: id !== null,
    queryFn: ({ signal }) => ask(api.GET('/collaboration/{id}', { params: { path: { id: id! } }, signal })),
  });
}

export function useStudies(collaboration: number | null) {
  return useQuery({
    queryKey: ['study', 'list', 'of', collaboration],
    enabled: collaboration !== null,
    queryFn: async ({ signal }) => (await askPage(api.GET('/study', { params: { query: { ...ALL, collaboration_id: collaboration! } }, signal }))).rows,
  });
}

/** All that one may see. */
export function useAllStudies() {
  return useQuery({
    queryKey: ['study', 'list', 'all'],
    staleTime: MINUTE,
    queryFn: async ({ signal }) => (await askPage(api.GET('/study', { params: { query: ALL }, signal }))).rows,
  });
}

/** The members of a collaboration, or of a study within it. */
export function useMembers(collaboration: number | null, study: number | null = null) {
  return useQuery({
    queryKey: ['organization', 'list', 'of', collaboration, study],
    enabled: collaboration !== null,
    queryFn: async ({ signal }) => (await askPage(api.GET('/organization', {
      params: { query: { ...ALL, ...(study === null ? { collaboration_id: collaboration! } : { study_id: study }) } }, signal,
    }))).rows,
  });
}

export function useNodes(collaboration: number | null) {
  return useQuery({
    queryKey: ['node', 'list', 'of', collaboration],
    enabled: collaboration !== null,
    queryFn: async ({ signal }) => (await askPage(api.GET('/node', { params: { query: { ...ALL, collaboration_id: collaboration! } }, signal }))).rows,
  });
}

export function useAlgorithms(collaboration: number | null) {
  return useQuery({
    queryKey: ['store', 'algorithms', collaboration],
    enabled: collaboration !== null,
    staleTime: MINUTE,
    queryFn: ({ signal }) => ask(api.GET('/algorithm', { params: { query: { collaboration_id: collaboration! } }, signal })),
  });
}

export function useTask(id: number) {
  return useQuery({
    queryKey: ['task', id],
    queryFn: ({ signal }) => ask(api.GET('/task/{id}', { params: { path: { id } }, signal })),
  });
}

/** Changes with each of its runs, also those of subtasks; so it begins with the kind alone. */
export function useJob(id: number) {
  return useQuery({
    queryKey: ['task', 'job', id],
    queryFn: ({ signal }) => ask(api.GET('/task/{id}/job', { params: { path: { id } }, signal })),
  });
}

/** A name where one may see it, else null. */
async function nameOr<T>(call: Promise<T>, of: (found: T) => string | null): Promise<string | null> {
  try {
    return of(await call);
  } catch (error) {
    if (error instanceof Refusal && [401, 403, 404].includes(error.status)) {
      return null;
    }

    throw error;
  }
}

export function useUserName(id: number): string | null {
  return useQuery({
    queryKey: ['user', id, 'name'],
    staleTime: 10 * MINUTE,
    queryFn: ({ signal }) => nameOr(ask(api.GET('/user/{id}', { params: { path: { id } }, signal })), personName),
  }).data ?? null;
}

export function personName(user: Schema<'User'>): string {
  return [user.firstname, user.lastname].filter((part) => part).join(' ') || user.username;
}

export function useOrganizationName(id: number): string | null {
  return useQuery({
    queryKey: ['organization', id, 'name'],
    staleTime: 10 * MINUTE,
    queryFn: ({ signal }) => nameOr(ask(api.GET('/organization/{id}', { params: { path: { id } }, signal })), (found) => found.name),
  }).data ?? null;
}

export function useCollaborationNames(): ReadonlyMap<number, string> {
  const { data } = useCollaborations();
  return new Map((data ?? []).map((one) => [one.id, one.name]));
}
