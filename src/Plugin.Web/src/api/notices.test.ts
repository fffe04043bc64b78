import { describe, expect, it } from 'vitest';
import { isTouched, noticeOf } from './notices';

describe('A notice', () => {
  it('touches its own thing and all lists of its kind', () => {
    const notices = [{ kind: 'task', id: 7 }];
    expect(isTouched(['task', 7], notices)).toBe(true);
    expect(isTouched(['task', 'list', { page: 1 }], notices)).toBe(true);
    expect(isTouched(['task', 8], notices)).toBe(false);
    expect(isTouched(['node', 7], notices)).toBe(false);
  });

  it('of a run touches its task, whose status comes from its runs', () => {
    const notices = [{ kind: 'run', id: 3, task: 7 }];
    expect(isTouched(['task', 7], notices)).toBe(true);
    expect(isTouched(['task', 'list'], notices)).toBe(true);
    expect(isTouched(['task', 8], notices)).toBe(false);
  });

  it('that is none is left alone', () => {
    expect(noticeOf('not json')).toBeNull();
    expect(noticeOf('{"id":1}')).toBeNull();
  });
});
