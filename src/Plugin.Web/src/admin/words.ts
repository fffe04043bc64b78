import { useTranslation } from 'react-i18next';
import { admin } from './texts.en';

/** Words for what the API calls things; one that this page has not heard of stays as it is. */
export function useWords() {
  const { t } = useTranslation('admin');
  const of = <Group extends 'operations' | 'scopes' | 'resources'>(group: Group, word: string): string => {
    const key = word.toLowerCase();
    return key in admin.matrix[group] ? t(`matrix.${group}.${key}` as 'matrix.label') : word;
  };
  return {
    operation: (word: string) => of('operations', word),
    scope: (word: string) => of('scopes', word),
    resource: (word: string) => of('resources', word),
    runState: (word: string) => (word in admin.nodes.states ? t(`nodes.states.${word}` as 'nodes.title') : word),
  };
}
