import { expect, test } from 'vitest';
import { networkOfSlot } from './environment-network';

test('a slot is on the network of its pool, else on that of its environment, and on none that would be its own', () => {
  const attached = { isolation: 'attached', network: 'lab' } as const;
  expect(networkOfSlot('batch', attached)).toBe('batch');
  expect(networkOfSlot(null, attached)).toBe('lab');
  expect(networkOfSlot(null, { isolation: 'dedicated', network: null })).toBeNull();
  expect(networkOfSlot(null, { isolation: 'shared', network: null })).toBeNull();
});
