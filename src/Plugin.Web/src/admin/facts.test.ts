import { expect, it } from 'vitest';
import { readFacts, readRules, ruleName, ruleValue } from './facts';

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

it('reads rules that come in parts, and shows what they say once', () => {
  const told = readFacts([
    fact('allowed_algorithms', 'a/.*'), fact('rules', '{"policies":{"allowed_images":["a/.*"]},'), fact('rules', '"sources":[{"label":"omop","type":"csv"}]}'),
  ]);
  expect(told.rules).toEqual([{ key: 'policies.allowed_images', values: ['a/.*'] }]);
});

it('takes the name of a rule apart', () => {
  expect(ruleName('policies.minimum_records')).toEqual({ source: null, exception: null, word: 'minimum_records' });
  expect(ruleName('policies.approval.2.images')).toEqual({ source: null, exception: { kind: 'approval', number: '2' }, word: 'images' });
  expect(ruleName('sources.north.db.rules.methods')).toEqual({ source: 'north.db', exception: null, word: 'methods' });
});

it('says times in words and leaves the rest', () => {
  expect(ruleValue('7.00:00:00', 'en')).toBe('7 days');
  expect(ruleValue('1.12:30:00', 'nl')).toBe('1 dag 12 uur 30 minuten');
  expect(ruleValue('plugin/.*', 'en')).toBe('plugin/.*');
});
