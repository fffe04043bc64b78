import { expect, test } from 'vitest';
import { comparePinned, grouped } from './stationKey';

const key = 'MFkw';
const pinned = 'plugin/0b8f7c2e-4f7d-4b56-9d0e-6f1f2a3b4c5d/node/7+01020304+AjBZMA==';

test('a key that this browser saw first and the log has is the same', () => {
  expect(comparePinned(pinned, key)).toBe('same');
});

test('another key in the log than this browser saw first is found out', () => {
  expect(comparePinned(pinned, 'MFkx')).toBe('other');
});

test('a browser that saw no key of the station has nothing to compare', () => {
  expect(comparePinned(undefined, key)).toBe('unknown');
});

test('a fingerprint is read in groups of four', () => {
  expect(grouped('00112233aa')).toBe('0011 2233 aa');
});
