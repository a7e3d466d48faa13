/** Small pasts for tests. */
import type { PastDomain, PastHost, PastRecord } from './records';

export const pastDomain = (change: Partial<PastDomain> = {}): PastDomain => ({
  name: 'wn-01',
  hostId: 'one',
  simulated: false,
  state: 'running',
  missingSince: null,
  splitBrain: false,
  vcpus: 1,
  memoryKiB: 1_048_576,
  architecture: 'x86_64',
  roles: ['WN'],
  vo: 'atlas',
  ...change,
});

export const pastHost = (change: Partial<PastHost> = {}): PastHost => ({
  name: 'rig-1',
  simulated: false,
  class: 'other',
  status: 'up',
  statusSince: '2026-01-01T00:00:00.000Z',
  statusReason: null,
  maintenance: false,
  hypervisor: 'xen',
  hypervisorVersion: '4.17',
  architecture: 'x86_64',
  cpuModel: null,
  cpuCount: 4,
  memoryTotalKiB: 8_388_608,
  ...change,
});

/** Its sequence is its time, so that a later one is a later one. */
export const recordOf = <Facts>(atMs: number, id: string, facts: Facts, gone = false): PastRecord<Facts> => ({
  sequence: atMs,
  atMs,
  id,
  gone,
  facts,
});
