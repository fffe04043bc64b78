import { describe, expect, it } from 'vitest';
import { ago, exactUtc, instant, length, localeOf } from './time';

describe('A time of the hub', () => {
  it('is UTC without saying so', () => {
    expect(instant('2026-03-03T12:00:00.250000').toISOString()).toBe('2026-03-03T12:00:00.250Z');
  });

  it('keeps a zone that it has', () => {
    expect(instant('2026-03-03T12:00:00+01:00').toISOString()).toBe('2026-03-03T11:00:00.000Z');
  });

  it('is told exactly', () => {
    expect(exactUtc(instant('2026-03-03T12:00:00.25'))).toBe('2026-03-03 12:00:00.250 UTC');
  });

  it('is told by how long ago it was', () => {
    const at = instant('2026-03-03T12:00:00');
    expect(ago(at, at.getTime() + 90 * 60_000, 'en')).toBe('1 hour ago');
    expect(ago(at, at.getTime() + 90 * 60_000, 'nl')).toBe('1 uur geleden');
    expect(ago(at, at.getTime() + 100, 'en')).toBe('now');
  });
});

describe('A date', () => {
  it('is written as in the country that the browser names', () => {
    expect(localeOf('en', ['nl-NL', 'en-GB'])).toBe('en-GB');
    expect(localeOf('nl', ['en-GB'])).toBe('nl');
  });
});

describe('A length of time', () => {
  it.each([[340, '0.3 s'], [34_000, '34 s'], [3_599_000, '59 min 59 s'], [3_720_000, '1 h 02 min'], [90_000_000, '1 d 1 h']])('%i ms is %s', (ms, text) => {
    expect(length(ms, 'en')).toBe(text);
  });

  it('has the decimals of the language', () => expect(length(3400, 'nl')).toBe('3,4 s'));
});
