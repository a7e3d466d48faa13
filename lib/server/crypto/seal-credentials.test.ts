import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCredentials, sealCredentials } from './seal-credentials';

const key = { secret: 's'.repeat(32), bind: 'host-1' };

test('whatever is sealed opens again, and never the same bytes twice', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (username, password) => {
      const first = sealCredentials({ username, password }, key);
      const second = sealCredentials({ username, password }, key);
      expect(openCredentials(first, key)).toEqual({ username, password });
      expect(first.equals(second)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test('the sealed bytes do not contain the password', () => {
  const sealed = sealCredentials({ username: 'root', password: 'correct horse battery' }, key);
  expect(sealed.toString('latin1')).not.toContain('horse');
});

test('another secret, another host and any changed byte are refused', () => {
  const sealed = sealCredentials({ password: 'p' }, key);
  expect(() => openCredentials(sealed, { ...key, secret: 't'.repeat(32) })).toThrow(/GRIDBOX_SECRET/);
  expect(() => openCredentials(sealed, { ...key, bind: 'host-2' })).toThrow(/enter them again/);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => openCredentials(changed, key), `byte ${index}`).toThrow(/enter them again/);
  }
  expect(() => openCredentials(Buffer.alloc(3), key)).toThrow(/unknown form/);
});
