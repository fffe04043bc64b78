import { describe, expect, it } from 'vitest';
import { returnTo } from './returnTo';

describe('After signing in', () => {
  it('one comes back to where one wanted to be', () => {
    expect(returnTo('/tasks?page=2')).toBe('/tasks?page=2');
  });

  it.each([null, '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in?to=%2F'])('never leaves this page for %s', (wanted) => {
    expect(returnTo(wanted)).toBe('/');
  });
});
