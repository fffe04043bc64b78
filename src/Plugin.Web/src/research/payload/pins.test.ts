import { expect, it } from 'vitest';
import { toBase64, utf8 } from './base64';
import { fingerprintOf, pinState } from './pins';


it('A key is known by the hash of its DER form, however its lines are broken', async () => {
  const pem = (lines: string) => toBase64(utf8(`-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`));

  expect(await fingerprintOf(pem('AQID'))).toBe('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81');
  expect(await fingerprintOf(pem('AQ\nID'))).toBe(await fingerprintOf(pem('AQID')));
  expect(await fingerprintOf(pem('!'))).toBeNull();
  expect(await fingerprintOf('')).toBeNull();
});

it('A key is new, known, changed or not there', () =>
  expect([pinState({}, 3, 'ab'), pinState({ 3: 'ab' }, 3, 'ab'), pinState({ 3: 'ab' }, 3, 'cd'), pinState({ 3: 'ab' }, 3, null)]).toEqual(['new', 'known', 'changed', 'none']));
