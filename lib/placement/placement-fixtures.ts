/** Hosts and domains for the tests of this folder: everything in order unless a test says otherwise. */
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { PlacementContext, PlacementDomain, PlacementHost, PlacementHostReading } from '@/lib/domain/placement';
import { KIB_PER_GIB } from '@/lib/utils/units';

export const NOW = new Date('2006-05-02T12:00:00Z');
export const GIGABIT_BYTES_PER_SECOND = 117_000_000;

export const READING: PlacementHostReading = {
  hypervisor: 'xen',
  hypervisorVersion: '4.17.0',
  architecture: 'x86_64',
  cpuFlags: ['sse2', 'sse3', 'cx16', 'vmx'],
  hardwareVirtualization: 'vt-x',
  guestModes: ['pv', 'hvm'],
  memoryTotalKiB: 8 * KIB_PER_GIB,
  memoryFreeKiB: 6 * KIB_PER_GIB,
  storage: [{ name: 'openlab-nfs', path: '/srv/images', shared: true }],
  networks: [{ name: 'xenbr0', kind: 'bridge', active: true }],
  migrationLinkBytesPerSecond: GIGABIT_BYTES_PER_SECOND,
};

export const IA64_READING: PlacementHostReading = {
  ...READING,
  hypervisorVersion: '3.0.4',
  architecture: 'ia64',
  cpuFlags: ['branchlong', '16byte-atomic'],
  hardwareVirtualization: 'vti',
  fpswa: false,
};

export const ABILITIES: NonNullable<PlacementHost['abilities']> = {
  live: true,
  liveParavirtual: true,
  cancel: false,
  progress: true,
  bandwidthCap: false,
  downtimeCap: false,
  autoConverge: false,
  postCopy: false,
  copyStorage: false,
  guestChannels: ['heartbeat'],
};

export function makeHost(name: string, change: Partial<PlacementHost> = {}): PlacementHost {
  return {
    id: hostId(`00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`),
    name,
    driver: 'simulated',
    simulated: true,
    class: 'dempsey',
    status: 'up',
    seenAt: NOW,
    maintenance: false,
    limits: { migrationsIn: 2, migrationsOut: 2 },
    migrationsIn: 0,
    migrationsOut: 0,
    cpuLoad: 0.2,
    reading: READING,
    abilities: ABILITIES,
    ...change,
  };
}

export function makeDomain(change: Partial<PlacementDomain> = {}): PlacementDomain {
  return {
    id: domainId('11111111-1111-4111-8111-111111111111'),
    name: 'wn-01',
    state: 'running',
    missing: false,
    vcpus: 1,
    memoryKiB: KIB_PER_GIB,
    maxMemoryKiB: KIB_PER_GIB,
    architecture: 'x86_64',
    guestMode: 'pv',
    emulated: false,
    cpuFlags: ['sse2', 'cx16'],
    disks: [{ target: 'xvda', kind: 'disk', source: '/srv/images/wn-01.img', readOnly: false, shared: true }],
    nics: [{ kind: 'bridge', source: 'xenbr0' }],
    passthrough: [],
    hasSnapshots: false,
    metadata: EMPTY_METADATA,
    ...change,
  };
}

export function makeContext(change: Partial<PlacementContext> = {}): PlacementContext {
  return { now: NOW, options: { live: true }, ...change };
}
