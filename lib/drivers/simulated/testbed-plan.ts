/**
 * Who lives where in the simulated testbed *openlab*. Modelled on the report's machines and on an LCG 2.6 site; the
 * names are ours. Made so that every refusal that needs a testbed to be seen can be met by hand: the remarks say which.
 */
import type { DomainState, GuestMode, Role } from '@/lib/domain/domain';

export interface PlannedDomain {
  readonly name: string;
  readonly host: string;
  readonly roles: readonly Role[];
  readonly vo: string;
  readonly memoryMiB: number;
  readonly vcpus?: number;
  readonly state?: Extract<DomainState, 'off' | 'crashed' | 'paused'>;
  /** Of the host's usual kind unless told: paravirtual on Xen, full on KVM. */
  readonly guestMode?: GuestMode;
  readonly kernelVersion?: string;
  /** A 32-bit guest whose `/lib/tls` is there. */
  readonly libTls?: boolean;
  readonly tags?: readonly string[];
  readonly antiAffinity?: string;
  readonly needsFpswa?: true;
  readonly localDisk?: true;
  readonly lcg26Disk?: true;
  readonly iso?: string;
  readonly passthrough?: string;
  readonly snapshots?: true;
  readonly bridge?: string;
  readonly cpuFlags?: readonly string[];
  readonly machine?: string;
  /** Writes this much more than its role does. */
  readonly busy?: number;
}

const worker = (
  vo: string,
  host: string,
  memoryMiB: number,
  numbers: readonly number[],
  more: Partial<PlannedDomain> = {},
): PlannedDomain[] =>
  numbers.map((number) => ({
    name: `${vo}-wn-${String(number).padStart(2, '0')}`,
    host,
    roles: ['WN'],
    vo,
    memoryMiB,
    ...more,
  }));

export const TESTBED_PLAN: readonly PlannedDomain[] = [
  // dempsey-01: Xen 4.17
  { name: 'atlas-ce-01', host: 'dempsey-01', roles: ['CE'], vo: 'atlas', memoryMiB: 768, antiAffinity: 'atlas-ce' },
  { name: 'atlas-se-01', host: 'dempsey-01', roles: ['SE'], vo: 'atlas', memoryMiB: 1024 },
  ...worker('atlas', 'dempsey-01', 512, [1, 2, 3]),
  { name: 'atlas-vobox-01', host: 'dempsey-01', roles: ['VOBOX'], vo: 'atlas', memoryMiB: 512, tags: ['production'] },
  // An unmodified guest: refused where VT-x is off.
  { name: 'dteam-unmodified-01', host: 'dempsey-01', roles: ['UI'], vo: 'dteam', memoryMiB: 512, guestMode: 'hvm' },
  // Promised a flag that dempsey-05 lacks.
  {
    name: 'geant4-opt-01',
    host: 'dempsey-01',
    roles: ['WN'],
    vo: 'geant4',
    memoryMiB: 512,
    cpuFlags: ['cx16', 'lahf_lm'],
  },
  // Holds a device of its host.
  {
    name: 'atlas-io-01',
    host: 'dempsey-01',
    roles: ['SE'],
    vo: 'atlas',
    memoryMiB: 256,
    passthrough: 'pci 0000:03:00.0',
  },

  // dempsey-02: KVM
  { name: 'cms-ce-01', host: 'dempsey-02', roles: ['CE'], vo: 'cms', memoryMiB: 768 },
  { name: 'cms-se-01', host: 'dempsey-02', roles: ['SE'], vo: 'cms', memoryMiB: 1024 },
  ...worker('cms', 'dempsey-02', 512, [1, 2, 3, 4]),
  { name: 'cms-vobox-01', host: 'dempsey-02', roles: ['VOBOX'], vo: 'cms', memoryMiB: 512 },
  // Writes faster than the link carries.
  {
    name: 'cms-never-converges-01',
    host: 'dempsey-02',
    roles: ['WN'],
    vo: 'cms',
    memoryMiB: 512,
    tags: ['failure-drill'],
  },
  // A machine type that dempsey-03 no longer offers.
  {
    name: 'cms-oldmachine-01',
    host: 'dempsey-02',
    roles: ['UI'],
    vo: 'cms',
    memoryMiB: 256,
    machine: 'pc-i440fx-2.12',
  },

  // dempsey-03: KVM
  { name: 'lhcb-ce-01', host: 'dempsey-03', roles: ['CE'], vo: 'lhcb', memoryMiB: 512 },
  ...worker('lhcb', 'dempsey-03', 512, [1, 2, 3]),
  { name: 'lhcb-vobox-01', host: 'dempsey-03', roles: ['VOBOX'], vo: 'lhcb', memoryMiB: 512 },
  { name: 'geant4-wn-01', host: 'dempsey-03', roles: ['WN'], vo: 'geant4', memoryMiB: 1024, vcpus: 2, busy: 4 },
  { name: 'lhcb-scratch-01', host: 'dempsey-03', roles: ['WN'], vo: 'lhcb', memoryMiB: 256, localDisk: true },
  { name: 'dteam-snapshots-01', host: 'dempsey-03', roles: ['UI'], vo: 'dteam', memoryMiB: 256, snapshots: true },
  {
    name: 'dteam-moved-but-mute-01',
    host: 'dempsey-03',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 256,
    tags: ['failure-drill'],
  },

  // dempsey-04: Xen 4.17, VT-x switched off
  { name: 'alice-ce-01', host: 'dempsey-04', roles: ['CE'], vo: 'alice', memoryMiB: 512 },
  { name: 'alice-se-01', host: 'dempsey-04', roles: ['SE'], vo: 'alice', memoryMiB: 1024 },
  ...worker('alice', 'dempsey-04', 512, [1, 2, 3]),
  { name: 'atlas-ce-02', host: 'dempsey-04', roles: ['CE'], vo: 'atlas', memoryMiB: 512, antiAffinity: 'atlas-ce' },
  // Large: most hosts are short of memory for it.
  { name: 'alice-catalogue-01', host: 'dempsey-04', roles: ['LFC'], vo: 'alice', memoryMiB: 3072, vcpus: 2 },
  // On a bridge that only dempsey-01 has besides.
  { name: 'alice-isolated-01', host: 'dempsey-04', roles: ['VOBOX'], vo: 'alice', memoryMiB: 256, bridge: 'xenbr1' },

  // dempsey-05: Xen 4.17, 4 GiB, an earlier stepping
  { name: 'dteam-rb-01', host: 'dempsey-05', roles: ['RB'], vo: 'dteam', memoryMiB: 1024 },
  { name: 'dteam-bdii-01', host: 'dempsey-05', roles: ['BDII'], vo: 'dteam', memoryMiB: 384 },
  { name: 'dteam-px-01', host: 'dempsey-05', roles: ['PX'], vo: 'dteam', memoryMiB: 256 },
  { name: 'dteam-mon-01', host: 'dempsey-05', roles: ['MON'], vo: 'dteam', memoryMiB: 384 },
  { name: 'dteam-ui-01', host: 'dempsey-05', roles: ['UI'], vo: 'dteam', memoryMiB: 256 },
  {
    name: 'dteam-installing-01',
    host: 'dempsey-05',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 256,
    iso: '/var/lib/xen/images/slc4-boot.iso',
  },
  {
    name: 'dteam-fail-to-start-01',
    host: 'dempsey-05',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 256,
    state: 'off',
    tags: ['failure-drill'],
  },
  {
    name: 'dteam-hangs-on-shutdown-01',
    host: 'dempsey-05',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 256,
    tags: ['failure-drill'],
  },

  // dempsey-06: Xen 2.0.7, the report's complete LCG 2.6 site in a box
  {
    name: 'lcg26-ce-01',
    host: 'dempsey-06',
    roles: ['CE', 'BDII'],
    vo: 'dteam',
    memoryMiB: 768,
    kernelVersion: '2.6.9-xenU',
    lcg26Disk: true,
  },
  {
    name: 'lcg26-se-01',
    host: 'dempsey-06',
    roles: ['SE'],
    vo: 'dteam',
    memoryMiB: 512,
    kernelVersion: '2.6.9-xenU',
    lcg26Disk: true,
    // An update of glibc has brought it back.
    libTls: true,
  },
  // Paravirtual 2.4 kernels: newer Xen dropped them.
  {
    name: 'lcg26-wn-01',
    host: 'dempsey-06',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 512,
    kernelVersion: '2.4.21-slc3-xenU',
    lcg26Disk: true,
  },
  {
    name: 'lcg26-wn-02',
    host: 'dempsey-06',
    roles: ['WN'],
    vo: 'dteam',
    memoryMiB: 512,
    kernelVersion: '2.4.21-slc3-xenU',
    lcg26Disk: true,
    state: 'off',
  },

  // montecito-01, -02: Xen/ia64 builds that advertise live migration
  { name: 'geant4-ce-11', host: 'montecito-01', roles: ['CE'], vo: 'geant4', memoryMiB: 1024 },
  ...worker('geant4', 'montecito-01', 2048, [11, 12, 13], { vcpus: 2 }),
  { name: 'openlab-dev-01', host: 'montecito-01', roles: ['UI'], vo: 'dteam', memoryMiB: 1024, guestMode: 'hvm' },
  ...worker('atlas', 'montecito-02', 2048, [21, 22], { vcpus: 2 }),
  // Relies on floating-point software assistance, which no host here forwards.
  { name: 'geant4-fpswa-01', host: 'montecito-02', roles: ['WN'], vo: 'geant4', memoryMiB: 2048, needsFpswa: true },
  { name: 'atlas-wn-23', host: 'montecito-02', roles: ['WN'], vo: 'atlas', memoryMiB: 2048, state: 'off' },

  // montecito-03, -04: Xen/ia64 as released, without live migration
  ...worker('alice', 'montecito-03', 2048, [21, 22, 23]),
  { name: 'alice-se-21', host: 'montecito-03', roles: ['SE'], vo: 'alice', memoryMiB: 1024 },
  ...worker('cms', 'montecito-04', 2048, [21, 22]),
  { name: 'lhcb-wn-21', host: 'montecito-04', roles: ['WN'], vo: 'lhcb', memoryMiB: 2048, state: 'paused' },
  { name: 'lhcb-wn-22', host: 'montecito-04', roles: ['WN'], vo: 'lhcb', memoryMiB: 1024, state: 'crashed' },
];
