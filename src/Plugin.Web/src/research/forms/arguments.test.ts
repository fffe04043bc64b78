import { describe, expect, it } from 'vitest';
import { faultsOf, initialValues, inOrder, isVisible, keywordArguments, type Argument } from './arguments';

function argument(name: string, type: string, more: Partial<Argument> = {}): Argument {
  return {
    name, type, display_name: '', description: '', allowed_values: [], has_default_value: false, default_value: null,
    conditional_on: null, conditional_operator: null, conditional_value: null, is_frontend_only: false, ...more,
  };
}

describe('The form of a function', () => {
  it('sends every type as the algorithm takes it', () => {
    const all = [
      argument('a', 'string'), argument('b', 'integer'), argument('c', 'float'), argument('d', 'boolean'), argument('e', 'json'),
      argument('f', 'column_list'), argument('g', 'organization'), argument('h', 'organization_list'), argument('i', 'float_list'), argument('j', 'string_list'),
    ];
    const values = { a: 'é 名', b: ' 12 ', c: '1,5', d: 'true', e: '{"x": [1]}', f: ['age', 'sex'], g: '3', h: ['3', '4'], i: ['1', '2.5e3', ''], j: ['1'] };

    expect(faultsOf(all, values)).toEqual({});
    expect(keywordArguments(all, values)).toEqual({
      a: 'é 名', b: 12, c: 1.5, d: true, e: { x: [1] }, f: ['age', 'sex'], g: 3, h: [3, 4], i: [1, 2500], j: ['1'],
    });
  });

  it('begins with the defaults, and leaves out what has none of its own', () => {
    const all = [
      argument('n', 'integer', { has_default_value: true, default_value: '5' }), argument('l', 'integer_list', { has_default_value: true, default_value: '[1, 2]' }),
      argument('b', 'boolean', { has_default_value: true, default_value: 'True' }), argument('o', 'string', { has_default_value: true }), argument('m', 'column_list', { has_default_value: true }),
    ];

    expect(initialValues(all)).toEqual({ n: '5', l: ['1', '2'], b: 'true', o: '', m: [] });
    expect(keywordArguments(all, initialValues(all))).toEqual({ n: 5, l: [1, 2], b: true });
  });

  it('says of each value why it cannot be sent', () => {
    const all = [
      argument('a', 'string'), argument('b', 'integer'), argument('c', 'float'), argument('e', 'json'), argument('f', 'column_list'),
      argument('g', 'integer', { allowed_values: [1, 2] }), argument('h', 'string', { allowed_values: ['x'] }),
    ];
    const values = { a: ' ', b: '1.5', c: '1.2.3', e: '{', f: [], g: '3', h: 'x' };

    expect(faultsOf(all, values)).toEqual({ a: 'required', b: 'integer', c: 'float', e: 'json', f: 'required', g: 'allowed' });
  });

  it.each([
    ['>', '5', '10', true], ['>', '10', '5', false], ['<', '5', '10', false], ['>=', '5', '5', true], ['<=', '5', '10', false], ['<', '10', '9', true],
    ['==', '5', '5.0', true], ['!=', '5', '5', false],
  ])('shows an argument when the other is %s %s: %s', (operator, expected, actual, shown) => {
    const on = argument('n', 'float');
    const dependent = argument('x', 'string', { conditional_on: 'n', conditional_operator: operator, conditional_value: expected });

    expect(isVisible(dependent, [on, dependent], { n: actual })).toBe(shown);
  });

  it('compares truths and texts, and a value that is not given with nothing', () => {
    const flag = argument('flag', 'boolean');
    const whenTrue = argument('x', 'string', { conditional_on: 'flag', conditional_operator: '==', conditional_value: '1' });
    expect(isVisible(whenTrue, [flag, whenTrue], { flag: 'true' })).toBe(true);
    expect(isVisible(whenTrue, [flag, whenTrue], { flag: 'false' })).toBe(false);

    const text = argument('t', 'string');
    const whenGiven = argument('y', 'string', { conditional_on: 't', conditional_operator: '!=', conditional_value: null });
    expect(isVisible(whenGiven, [text, whenGiven], { t: '' })).toBe(false);
    expect(isVisible(whenGiven, [text, whenGiven], { t: 'a' })).toBe(true);
  });

  it('neither asks for nor sends what is hidden, nor sends what is only for the form', () => {
    const kind = argument('kind', 'string', { is_frontend_only: true });
    const cut = argument('cut', 'float', { conditional_on: 'kind', conditional_operator: '==', conditional_value: 'b' });
    const deep = argument('deep', 'float', { conditional_on: 'cut', conditional_operator: '>', conditional_value: '0' });
    const all = [kind, cut, deep];

    expect(faultsOf(all, { kind: 'a', cut: 'x', deep: '' })).toEqual({});
    expect(keywordArguments(all, { kind: 'a', cut: '1', deep: '2' })).toEqual({});
    expect(keywordArguments(all, { kind: 'b', cut: '1', deep: '2' })).toEqual({ cut: 1, deep: 2 });
  });

  it('places an argument after the one that it depends on', () => {
    const all = [
      argument('z', 'string', { conditional_on: 'b', conditional_operator: '==', conditional_value: '1' }), argument('a', 'string'), argument('b', 'string'), argument('c', 'string'),
    ];

    expect(inOrder(all).map((one) => one.name)).toEqual(['a', 'b', 'z', 'c']);
  });
});
