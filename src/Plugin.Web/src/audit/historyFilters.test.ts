import { describe, expect, it } from 'vitest';
import { queryOf, readFilter, utcOf } from './historyFilters';

describe('The filter of the history', () => {
  it('is read from the address, without what is none', () => {
    expect(readFilter(new URLSearchParams('person=4&task=x&image=sum&kind=&page=2'))).toEqual({ person: '4', image: 'sum' });
  });

  it('is told to the hub with numbers and with times in UTC', () => {
    const local = new Date(2026, 2, 3, 10, 30);
    expect(queryOf({ person: '4', image: 'sum', from: '2026-03-03T10:30', to: '2026-03-03T10:30' })).toEqual({
      person: 4, image: 'sum', from: local.toISOString(), to: new Date(local.getTime() + 59_999).toISOString(),
    });
  });

  it('takes places in the log as well', () => {
    expect(utcOf('1200', true)).toBe('1200');
  });

  it('passes on what is no time, for the hub to say so', () => {
    expect(utcOf('yesterday')).toBe('yesterday');
  });
});
