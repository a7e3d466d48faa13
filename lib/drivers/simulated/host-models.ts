/**
 * The machines of the simulated testbed. CPU flags and sizes are those of the real parts (Itanium 9000 "Montecito",
 * Xeon 5000 "Dempsey", both of 2006); what runs on them is modelled, nothing is measured.
 */
import { KIB_PER_GIB, KIB_PER_MIB, BYTES_PER_MEGABIT, GIB } from '@/lib/utils/units';
import type { HostRecord } from './world/records';

/** What is left of a gigabit link after framing: 94 % of it. */
const GIGABIT = 1000 * BYTES_PER_MEGABIT * 0.94;
/** Path of the images that every host of the testbed mounts. */
export const SHARED_PATH = '/srv/openlab/images';
/** Path of each host's own disk. */
export const LOCAL_PATH = '/var/lib/xen/images';

const DEMPSEY_FLAGS = [
  'cx8',
  'cmov',
  'fxsr',
  'sse',
  'sse2',
  'ht',
  'syscall',
  'nx',
  'lm',
  'pni',
  'monitor',
  'vmx',
  'cid',
  'cx16',
  'lahf_lm',
];
const MONTECITO_FLAGS = ['branchlong', '16byte-atomic'];
const NO_FAULTS: HostRecord['faults'] = { down: false, callsHang: false, delayMs: 0 };

const storage = (localBytes: number): HostRecord['storage'] => [
  {
    name: 'openlab-images',
    kind: 'netfs',
    path: SHARED_PATH,
    capacityBytes: 4096 * GIB,
    freeBytes: 2300 * GIB,
    shared: true,
  },
  {
    name: 'local',
    kind: 'dir',
    path: LOCAL_PATH,
    capacityBytes: localBytes,
    freeBytes: Math.round(localBytes * 0.6),
    shared: false,
  },
];
const NETWORKS: HostRecord['networks'] = [
  { name: 'xenbr0', kind: 'bridge', active: true },
  { name: 'openlab-private', kind: 'network', active: true },
];

type HostChange = Partial<HostRecord> & { readonly name: string; readonly bootedAtMs: number };

/** Itanium 9000: two CPUs of two cores, VTi; Xen/ia64 of its time, which does not forward FPSWA to guests. */
export function montecitoHost(change: HostChange): HostRecord {
  return {
    class: 'montecito',
    hypervisor: 'xen',
    hypervisorVersion: '3.0.4',
    managementVersion: 'xend 3.0 (modelled)',
    hosted: false,
    architecture: 'ia64',
    cpuModel: 'Intel Itanium 2 9040 (Montecito)',
    cpuVendor: 'GenuineIntel',
    cpuFlags: MONTECITO_FLAGS,
    cpuCount: 4,
    cpuMHz: 1600,
    hardwareVirtualization: 'vti',
    fpswa: false,
    memoryTotalKiB: 16 * KIB_PER_GIB,
    memoryReservedKiB: 512 * KIB_PER_MIB,
    guestModes: ['pv', 'hvm'],
    linkBytesPerSecond: GIGABIT,
    storage: storage(146 * GIB),
    networks: NETWORKS,
    liveMigration: false,
    departedCpuMs: 0,
    faults: { ...NO_FAULTS },
    ...change,
  };
}

/** Xeon 5000: two CPUs of two cores, EM64T, VT-x. */
export function dempseyHost(change: HostChange): HostRecord {
  return {
    class: 'dempsey',
    hypervisor: 'xen',
    hypervisorVersion: '4.17.3',
    managementVersion: 'libxl 4.17 (modelled)',
    hosted: false,
    architecture: 'x86_64',
    cpuModel: 'Intel Xeon 5060 (Dempsey)',
    cpuVendor: 'GenuineIntel',
    cpuFlags: DEMPSEY_FLAGS,
    cpuCount: 4,
    cpuMHz: 3200,
    hardwareVirtualization: 'vt-x',
    memoryTotalKiB: 8 * KIB_PER_GIB,
    memoryReservedKiB: 512 * KIB_PER_MIB,
    guestModes: ['pv', 'hvm'],
    linkBytesPerSecond: GIGABIT,
    storage: storage(73 * GIB),
    networks: NETWORKS,
    liveMigration: true,
    departedCpuMs: 0,
    faults: { ...NO_FAULTS },
    ...change,
  };
}

/** The same machine under Linux KVM, whose migrations can be watched, capped and cancelled. */
export function dempseyKvmHost(change: HostChange): HostRecord {
  return dempseyHost({
    hypervisor: 'kvm',
    hypervisorVersion: '7.2.22',
    managementVersion: 'libvirt 9.0 (modelled)',
    hosted: true,
    guestModes: ['hvm'],
    machineTypes: ['pc-i440fx-7.2', 'pc-q35-7.2', 'pc-i440fx-2.12'],
    ...change,
  });
}
