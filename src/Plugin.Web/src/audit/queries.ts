import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ask, type Schema } from '../api/client';
import { useText } from '../texts/useText';
import { namesOf, type Names } from './names';

type Rule = Schema<'Rule'>;

const HOUR = 3_600_000;
const MOST = 1000;

/** A rule of the access table in words; the table changes only with the hub's software. */
export function useRuleText(): (id: number) => string {
  const t = useText();
  const { data } = useQuery({
    queryKey: ['rule', 'all'],
    queryFn: async () => new Map((await ask(api.GET('/rule', { params: { query: { per_page: MOST } } }))).data.map((rule) => [rule.id, rule])),
    staleTime: HOUR,
  });
  return useCallback((id: number) => {
    const rule = data?.get(id);
    return rule ? t('audit:rule', { id, ...wordsOf(t, rule) }) : t('audit:ruleBare', { id });
  }, [data, t]);
}

function wordsOf(t: ReturnType<typeof useText>, { name, operation, scope }: Rule): { operation: string; resource: string; scope: string } {
  return {
    operation: t(`audit:operation.${operation as 'VIEW'}`),
    resource: t(`audit:resource.${name as 'task'}`),
    scope: t(`audit:scope.${scope as 'OWN'}`),
  };
}

/** What the things are called that a page names. */
export function useNames(streams: readonly string[]): Names {
  const wanted = [...new Set(streams)].sort().join(',');
  const { data } = useQuery({
    queryKey: ['audit', 'names', wanted],
    queryFn: async () => namesOf((await ask(api.GET('/audit/names', { params: { query: { of: wanted } } }))).names),
    enabled: wanted !== '',
    staleTime: HOUR,
  });
  return data ?? none;
}

const none: Names = new Map();

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen to search by; what is not among the first thousand is still found by its number. */
export function useChoices(kind: 'user' | 'organization' | 'node' | 'collaboration'): readonly Choice[] {
  const { data } = useQuery({ queryKey: [kind, 'choices'], queryFn: () => choices[kind](), staleTime: 60_000 });
  return data ?? [];
}

const page = { params: { query: { per_page: MOST } } } as const;

const choices: Record<'user' | 'organization' | 'node' | 'collaboration', () => Promise<Choice[]>> = {
  user: async () => (await ask(api.GET('/user', page))).data.map(({ id, username, firstname, lastname }) => ({
    value: String(id), label: [firstname, lastname].filter(Boolean).join(' ').trim() ? `${[firstname, lastname].filter(Boolean).join(' ')} (${username ?? id})` : username ?? String(id),
  })),
  organization: async () => (await ask(api.GET('/organization', page))).data.map(({ id, name }) => ({ value: String(id), label: name ?? String(id) })),
  node: async () => (await ask(api.GET('/node', page))).data.map(({ id, name }) => ({ value: String(id), label: name ?? String(id) })),
  collaboration: async () => (await ask(api.GET('/collaboration', page))).data.map(({ id, name }) => ({ value: String(id), label: name ?? String(id) })),
};
