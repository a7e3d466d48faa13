import type { DomainState, GuestMode } from './domain';
import type { Architecture, HardwareVirtualization, HostClass, Hypervisor } from './host';

/** Which end of the move a reason speaks of. */
export type MoveEnd = 'source' | 'target';

interface AtHost {
  readonly end: MoveEnd;
  readonly host: string;
}
interface Pair {
  readonly source: string;
  readonly target: string;
}

/** Those of a group that run, and where, none of them on the host that is asked about. */
interface AffinityAt {
  readonly host: string;
  readonly group: string;
  readonly peers: readonly string[];
  readonly at: readonly string[];
}

/** The facts each reason carries: JSON, sizes in KiB, times in milliseconds. The catalogue turns them into sentences. */
export interface RefusalValues {
  // The domain itself
  'domain-missing': { readonly domain: string };
  'split-brain': { readonly domain: string; readonly hosts: readonly string[] };
  'domain-state': { readonly domain: string; readonly state: DomainState; readonly wanted: readonly DomainState[] };
  'operation-in-progress': { readonly domain: string; readonly operation: string };
  'same-host': { readonly domain: string; readonly host: string };
  // The two hosts
  'host-down': AtHost & { readonly reason?: string | undefined; readonly downForMs?: number | undefined };
  'host-disabled': AtHost;
  'host-not-read': AtHost;
  'host-in-maintenance': { readonly host: string };
  'stale-inventory': AtHost & { readonly ageMs: number; readonly limitMs: number };
  // Technology
  'driver-mismatch': Pair & { readonly sourceDriver: string; readonly targetDriver: string };
  'hypervisor-mismatch': Pair & {
    readonly have: Hypervisor;
    readonly need: Hypervisor;
    readonly haveName: string;
    readonly needName: string;
    /** It could be moved cold, by converting its disks; see `coldMovePossible`. */
    readonly coldMove: boolean;
  };
  'hypervisor-older': Pair & { readonly have: string; readonly need: string; readonly hypervisor: Hypervisor };
  'hypervisor-older-untested': Pair & { readonly have: string; readonly need: string; readonly hypervisor: Hypervisor };
  'architecture-mismatch': { readonly host: string; readonly have: Architecture; readonly need: Architecture };
  'migration-unsupported': AtHost & { readonly reason: string };
  'live-migration-unsupported': AtHost & { readonly hypervisor: string };
  'ia64-live-migration': AtHost & { readonly hypervisor: string };
  'paravirtual-live': { readonly domain: string; readonly host: string };
  'paravirtual-live-untried': { readonly domain: string; readonly host: string };
  'hvm-live-migration-xen': AtHost & { readonly have: string; readonly need: string };
  'guest-mode-unsupported': { readonly host: string; readonly mode: GuestMode; readonly offered: readonly GuestMode[] };
  'hardware-virtualization-missing': {
    readonly host: string;
    readonly have: HardwareVirtualization;
    readonly need: readonly HardwareVirtualization[];
  };
  'machine-type-missing': { readonly host: string; readonly machine: string };
  'paravirtual-kernel': { readonly host: string; readonly kernel: string; readonly hypervisorVersion: string };
  'fpswa-missing': { readonly domain: string; readonly host: string };
  'cpu-flags-missing': { readonly host: string; readonly missing: readonly string[] };
  'cpu-flags-unknown': { readonly host: string };
  // Resources and devices
  'memory-short': {
    readonly host: string;
    readonly needKiB: number;
    readonly haveKiB: number;
    readonly shortKiB: number;
    /** Of the host, to moves that are under way or planned before; it is in `haveKiB`, undefined where there is none. */
    readonly promisedKiB?: number | undefined;
  };
  'memory-unknown': { readonly host: string };
  'disk-not-shared': {
    readonly disks: readonly string[];
    /** The pair of hosts can copy them along. */ readonly canCopy: boolean;
  };
  'disk-place-missing': { readonly host: string; readonly folder: string; readonly disks: readonly string[] };
  'disk-place-short': {
    readonly host: string;
    readonly pool: string;
    readonly needBytes: number;
    readonly freeBytes: number;
  };
  'disk-pool-missing': { readonly host: string };
  'layer-unsupported': { readonly host: string };
  'segment-unsupported': { readonly host: string; readonly segments: readonly string[] };
  'creation-unsupported': { readonly host: string; readonly hypervisorName: string };
  'storage-missing': { readonly host: string; readonly storage: readonly string[] };
  'iso-attached': { readonly devices: readonly string[] };
  'has-snapshots': { readonly domain: string };
  'network-missing': { readonly host: string; readonly networks: readonly string[] };
  'network-inactive': { readonly host: string; readonly networks: readonly string[] };
  'network-unknown': { readonly host: string; readonly networks: readonly string[] };
  'passthrough-device': { readonly devices: readonly string[] };
  'guest-not-heard-there': { readonly host: string };
  // Policy of the site
  'anti-affinity': { readonly host: string; readonly group: string; readonly peers: readonly string[] };
  affinity: AffinityAt;
  'affinity-split': AffinityAt;
  'quota-exceeded': {
    readonly vo: string;
    readonly hostClass: HostClass;
    readonly limitKiB: number;
    readonly usedKiB: number;
    readonly needKiB: number;
  };
  'n-plus-one-headroom': { readonly host: string; readonly reserveKiB: number; readonly leftKiB: number };
  'benchmark-running': AtHost & { readonly benchmark: string };
  'last-head-of-queue': { readonly domain: string; readonly queues: readonly string[] };
  'running-jobs': { readonly domain: string; readonly jobs: number };
  // Traffic
  'migrations-not-allowed': AtHost;
  'migration-queue-full': AtHost & { readonly running: number; readonly limit: number };
  'will-not-converge': { readonly dirtyBytesPerSecond: number; readonly bandwidthBytesPerSecond: number };
}

export type RefusalCode = keyof RefusalValues;
