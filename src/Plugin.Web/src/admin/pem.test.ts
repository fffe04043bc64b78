import { expect, it } from 'vitest';
import { pemOf, publicKeyOf } from './pem';

const pem = '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----\n';

it('keeps a PEM file as the hub wants it, and gives it back', () => {
  expect(pemOf(publicKeyOf(pem)!)).toBe(pem);
});

it('takes nothing else for a key', () => {
  expect(publicKeyOf('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')).toBeNull();
});
