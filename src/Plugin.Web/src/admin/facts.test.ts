import { expect, it } from 'vitest';
import { readFacts, readRules } from './facts';

const fact = (key: string, value: string) => ({ key, value });

it('gathers sources with their type and columns', () => {
  const told = readFacts([fact('database_labels', 'default'), fact('database_labels', 'omop'), fact('db_type_default', 'csv'), fact('columns_default', 'age'), fact('columns_default', 'sex')]);
  expect(told.sources).toEqual([{ label: 'default', type: 'csv', columns: ['age', 'sex'] }, { label: 'omop', type: null, columns: [] }]);
  expect(told.rules).toEqual([]);
});

it('gathers rules by their key and leaves out what is shown elsewhere', () => {
  const told = readFacts([fact('agent_version', '1.0.0'), fact('allowed_algorithms', 'a/.*'), fact('allowed_algorithms', 'b/.*'), fact('encryption', 'false')]);
  expect(told.rules).toEqual([{ key: 'allowed_algorithms', values: ['a/.*', 'b/.*'] }, { key: 'encryption', values: ['false'] }]);
});

it('flattens the rules that a station states in one piece', () => {
  const rules = readRules('{"policies":{"allowed_stores":[],"decide_within":"7.00:00:00","minimum_records":10},"sources":[{"label":"omop","rules":{"methods":["mean","count"]}}]}');
  expect(rules).toEqual({ 'policies.decide_within': ['7.00:00:00'], 'policies.minimum_records': ['10'], 'sources.omop.rules.methods': ['mean', 'count'] });
});

it('shows nothing where the rules cannot be read', () => {
  expect(readRules('{')).toEqual({});
});
