/** Small testbeds for the tests of the map: parsed by the contract, so that they cannot drift from what the API sends. */
import { Testbed } from '@/lib/contracts/testbed';

const uuid = (kind: number, index: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
export const hostUuid = (index: number): string => uuid(1, index);
export const domainUuid = (index: number): string => uuid(2, index);

export const hostJson = (index: number, change: Record<string, unknown> = {}) => ({
  id: hostUuid(index),
  name: `host-${index}`,
  uri: 'test:///default',
  driver: 'libvirt',
  simulated: false,
  class: 'other',
  status: 'up',
  statusSince: '2026-01-01T00:00:00Z',
  statusReason: null,
  seenAt: '2026-01-01T00:00:00Z',
  maintenance: false,
  hypervisor: 'qemu',
  hypervisorVersion: '7.2.22',
  hosted: true,
  architecture: 'x86_64',
  cpuModel: null,
  cpuCount: 4,
  cpuLoad: 0.5,
  memoryTotalKiB: 4_194_304,
  memoryFreeKiB: 1_048_576,
  domainCount: 0,
  runningCount: 0,
  migrationsIn: 0,
  migrationsOut: 0,
  limits: { migrationsIn: 2, migrationsOut: 2 },
  ...change,
});

export const tileJson = (index: number, host: number | null, change: Record<string, unknown> = {}) => ({
  id: domainUuid(index),
  name: `wn-${index}`,
  hostId: host === null ? null : hostUuid(host),
  simulated: false,
  state: 'running',
  stale: false,
  missingSince: null,
  splitBrain: false,
  memoryKiB: 131_072,
  vcpus: 1,
  roles: ['WN'],
  vo: 'atlas',
  operation: null,
  architecture: 'x86_64',
  ...change,
});

export const testbedOf = (hosts: readonly unknown[], domains: readonly unknown[]): Testbed =>
  Testbed.parse({ at: '2026-01-01T00:00:00Z', hosts, domains, openAlarms: 0, movingCount: 0 });
