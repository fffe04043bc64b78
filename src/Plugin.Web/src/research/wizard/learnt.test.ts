import { describe, expect, it } from 'vitest';
import { knows, learntOf, namesIn } from './learnt';
import { columnsOf, type Node } from './sources';

const node = (id: number, config: { key: string; value: string }[] = []) => ({ id, organization: { id }, config }) as unknown as Node;
const source = { label: 'default', query: '', sheet: '' };
const learnt = { '[1,"default","",""]': ['age', 'sex'], '[2,"default","",""]': ['sex', 'size'] };

describe('Names of columns that were asked for', () => {
  it('are known of a node and a source, with its query', () => {
    expect(learntOf(learnt, 1, source)).toEqual(['age', 'sex']);
    expect(learntOf(learnt, 1, { ...source, query: 'select 1' })).toBeUndefined();
    expect([knows(learnt, node(1), source), knows(learnt, node(3), source), knows(learnt, node(3, [{ key: 'columns_default', value: 'x' }]), source)]).toEqual([true, false, true]);
  });

  it('are offered with what nodes tell, those that all have first', () =>
    expect(columnsOf([node(1), node(2), node(3, [{ key: 'columns_default', value: 'sex' }, { key: 'columns_default', value: 'grade' }])], [source], learnt))
      .toEqual(['sex', 'age', 'size', 'grade']));

  it('are a list, or within an object', () => {
    expect(namesIn(['a', 'b'])).toEqual(['a', 'b']);
    expect(namesIn({ columns: ['a'] })).toEqual(['a']);
    expect([namesIn([]), namesIn([1]), namesIn('a'), namesIn(null)]).toEqual([null, null, null, null]);
  });
});
