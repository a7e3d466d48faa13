import { expect, it } from 'vitest';
import type { Candidate } from '@/lib/contracts/migrations';
import { orderCandidates } from './candidate-order';

const candidate = (hostName: string, verdict: Candidate['verdict'], codes: readonly string[] = []): Candidate =>
  ({ hostName, verdict, recommended: false, refusals: codes.map((code) => ({ code })) }) as unknown as Candidate;

it('puts what can be mended before another technology, another driver and the host it is on', () => {
  const items = [
    candidate('a-1', 'refused', ['same-host']),
    candidate('a-2', 'refused', ['memory-short', 'driver-mismatch']),
    candidate('a-3', 'refused', ['hypervisor-mismatch']),
    candidate('xen-10', 'refused', ['paravirtual-live']),
    candidate('xen-9', 'refused', ['memory-short', 'host-down']),
    candidate('z', 'wait', ['migration-queue-full']),
    candidate('y', 'ready'),
  ];
  expect(orderCandidates(items).map(({ hostName }) => hostName)).toEqual([
    'y',
    'z',
    'xen-9',
    'xen-10',
    'a-3',
    'a-2',
    'a-1',
  ]);
});
