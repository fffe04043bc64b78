import { describe, expect, it } from 'vitest';
import { readList, writeList } from './listState';

const defaults = { size: 25, sort: '-id', filters: ['name', 'status'] };

describe('A list in the address', () => {
  it('begins with what the page gives', () => {
    expect(readList(new URLSearchParams(), defaults)).toEqual({ page: 1, per_page: 25, sort: '-id' });
  });

  it('takes page, size, order and its own filters, and nothing else', () => {
    expect(readList(new URLSearchParams('page=3&per_page=50&sort=name&name=a%26b&other=1'), defaults))
      .toEqual({ page: 3, per_page: 50, sort: 'name', name: 'a&b' });
  });

  it('does not believe a page or a size that cannot be', () => {
    expect(readList(new URLSearchParams('page=-2&per_page=100000'), defaults)).toEqual({ page: 1, per_page: 25, sort: '-id' });
  });

  it('goes back to the first page when anything else changes', () => {
    expect(writeList(new URLSearchParams('page=3&name=a'), { status: 'failed' }).toString()).toBe('name=a&status=failed');
  });

  it('leaves another list of the page alone', () => {
    expect(writeList(new URLSearchParams('page=3&runs.page=2'), { page: 4 }, 'runs.').toString()).toBe('page=3&runs.page=4');
  });

  it('drops what is empty', () => {
    expect(writeList(new URLSearchParams('name=a'), { name: '' }).toString()).toBe('');
  });
});
