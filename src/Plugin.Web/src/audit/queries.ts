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
