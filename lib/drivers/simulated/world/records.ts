/**
 * What the simulated world is made of, as it is kept in its files: plain JSON, times in milliseconds of the world's
 * clock. The schemas guard the files and the wire; the types come from them.
 */
import { z } from 'zod';
import { DOMAIN_STATES, GUEST_MODES, RESTART_PRIORITIES, ROLES } from '@/lib/domain/domain';
import { GuestAddress } from '@/lib/domain/guest-address';
import { ARCHITECTURES, HARDWARE_VIRTUALIZATION, HOST_CLASSES, HYPERVISORS } from '@/lib/domain/host';

export const MetadataRecord = z.object({
  roles: z.array(z.enum(ROLES)),
  vo: z.string().optional(),
  tags: z.array(z.string()),
  homeHost: z.string().optional(),
  kernelVersion: z.string().optional(),
  needsFpswa: z.boolean(),
  antiAffinity: z.string().optional(),
  affinity: z.string().optional(),
  sshAddress: z.string().optional(),
  restartPriority: z.enum(RESTART_PRIORITIES).optional(),
});

const DiskRecord = z.object({
  target: z.string(),
  kind: z.enum(['disk', 'cdrom', 'floppy', 'lun']),
  source: z.string().optional(),
  format: z.string().optional(),
  readOnly: z.boolean(),
  shared: z.boolean(),
  capacityBytes: z.number().optional(),
});
const NicRecord = z.object({
  mac: z.string().optional(),
  kind: z.string(),
  source: z.string().optional(),
  model: z.string().optional(),
  filter: z.string().optional(),
});

export const DefinitionRecord = z.object({
  architecture: z.enum(ARCHITECTURES),
  guestMode: z.enum(GUEST_MODES),
  osType: z.string(),
  machine: z.string().optional(),
  kernel: z.string().optional(),
  initrd: z.string().optional(),
  commandLine: z.string().optional(),
  emulated: z.boolean(),
  cpuModel: z.string().optional(),
  cpuFlags: z.array(z.string()),
  disks: z.array(DiskRecord),
  nics: z.array(NicRecord),
  passthrough: z.array(z.string()),
  hasSnapshots: z.boolean(),
  metadata: MetadataRecord,
});
export type DefinitionRecord = z.infer<typeof DefinitionRecord>;

/** How the guest behaves: what it burns, writes and how long it takes to come and go. */
export const HabitsRecord = z.object({
  /** Mean share of each vCPU it keeps busy, 0..0.66; it swings by half of that over minutes. */
  cpuShare: z.number(),
  /** Share of its memory it has ever touched; the rest is sent as next to nothing. */
  usedShare: z.number(),
  dirtyBytesPerSecond: z.number(),
  /** Writable working set: memory it writes again and again. */
  workingSetBytes: z.number(),
  netBytesPerSecond: z.number(),
  diskBytesPerSecond: z.number(),
  bootMs: z.number(),
  shutdownMs: z.number(),
});
export type HabitsRecord = z.infer<typeof HabitsRecord>;

/** Cumulative figures as of `atMs`; readers add what ran up since. Double precision holds centuries of them. */
const CountersRecord = z.object({
  atMs: z.number(),
  cpuMs: z.number(),
  netReceiveBytes: z.number(),
  netTransmitBytes: z.number(),
  blockReadBytes: z.number(),
  blockWriteBytes: z.number(),
});

/** The guest's own clock: it stands while the guest does. */
const GuestClockRecord = z.object({
  /** Uptime gathered before `runningSinceMs`. */
  gatheredMs: z.number(),
  /** Undefined while the guest stands or is off. */
  runningSinceMs: z.number().optional(),
  /** Uptime at which it has booted far enough to be heard. */
  audibleFromMs: z.number(),
  /** Never heard again: the fault of a guest that died in the move. */
  mute: z.boolean(),
});

/** A change that time will bring. */
const PendingRecord = z.object({ what: z.enum(['off', 'crashed', 'rebooted', 'saved', 'running']), atMs: z.number() });
export type PendingChange = z.infer<typeof PendingRecord>['what'];

/** A worker node's slots, and what decides which jobs run in them; instants are uptimes of its guest. */
const BatchRecord = z.object({
  slots: z.number(),
  /** Jobs of another boot are other jobs. */
  boots: z.number(),
  openedAtMs: z.number(),
  closed: z.object({ atMs: z.number(), reason: z.string() }).optional(),
  /** Jobs that had begun by then are over, whatever the chance says. */
  endedAtMs: z.number(),
  endless: z.object({ slot: z.number(), id: z.string(), startMs: z.number() }).optional(),
});

/** What a comparison with an image finds inside the guest. What is absent here the guest does not have. */
export const InsideRecord = z.object({
  kernel: z.string().optional(),
  machine: z.string().optional(),
  /** By path; files have a SHA-256. */
  paths: z.record(
    z.string(),
    z.object({ mode: z.string(), uid: z.number(), gid: z.number(), sha256: z.string().optional() }),
  ),
  packages: z.array(z.object({ name: z.string(), version: z.string(), architecture: z.string() })).optional(),
  services: z.record(z.string(), z.object({ load: z.string(), active: z.string(), file: z.string() })).optional(),
});
export type InsideRecord = z.infer<typeof InsideRecord>;

export const DomainRecord = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(DOMAIN_STATES),
  stateReason: z.string(),
  persistent: z.boolean(),
  vcpus: z.number(),
  maxVcpus: z.number(),
  memoryKiB: z.number(),
  maxMemoryKiB: z.number(),
  /** A balloon on its way to `memoryKiB`. */
  balloon: z.object({ fromKiB: z.number(), startedAtMs: z.number(), endsAtMs: z.number() }).optional(),
  definition: DefinitionRecord,
  /** Grows with every change of the definition. */
  revision: z.number(),
  habits: HabitsRecord,
  counters: CountersRecord,
  /** CPU time it had when it came to this host. */
  cpuMsAtArrival: z.number(),
  guest: GuestClockRecord,
  pending: PendingRecord.optional(),
  /** Absent: nothing that anybody asked for. */
  inside: InsideRecord.optional(),
  /** What its guest's agent says; absent: it has none. */
  addresses: z.array(GuestAddress).optional(),
  /** Absent: no batch system knows it. */
  batch: BatchRecord.optional(),
  /** Present only while it is on its way here: it holds memory and does not run. Never written to the files. */
  arriving: z.literal(true).optional(),
});
export type DomainRecord = z.infer<typeof DomainRecord>;
/** Its memory is being written to disk or read back. */
export const isAtMemory = ({ pending }: DomainRecord): boolean =>
  pending?.what === 'saved' || pending?.what === 'running';

/** A disk image that somebody made: a place and a size. */
const DiskFileRecord = z.object({
  path: z.string(),
  bytes: z.number(),
  capacityBytes: z.number(),
  format: z.string().optional(),
  basePath: z.string().optional(),
});
export type DiskFileRecord = z.infer<typeof DiskFileRecord>;

export const HostRecord = z.object({
  name: z.string(),
  class: z.enum(HOST_CLASSES),
  hypervisor: z.enum(HYPERVISORS),
  hypervisorVersion: z.string(),
  managementVersion: z.string(),
  hosted: z.boolean(),
  architecture: z.enum(ARCHITECTURES),
  cpuModel: z.string(),
  cpuVendor: z.string(),
  cpuFlags: z.array(z.string()),
  cpuCount: z.number(),
  cpuMHz: z.number(),
  hardwareVirtualization: z.enum(HARDWARE_VIRTUALIZATION),
  fpswa: z.boolean().optional(),
  memoryTotalKiB: z.number(),
  /** Held by the hypervisor and its control domain. */
  memoryReservedKiB: z.number(),
  guestModes: z.array(z.enum(GUEST_MODES)),
  machineTypes: z.array(z.string()).optional(),
  /** Both ways, each. */
  linkBytesPerSecond: z.number(),
  storage: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      path: z.string(),
      capacityBytes: z.number(),
      freeBytes: z.number(),
      shared: z.boolean(),
    }),
  ),
  /** `ours`: made by Gridbox since its seed. */
  networks: z.array(
    z.object({ name: z.string(), kind: z.string(), active: z.boolean(), ours: z.boolean().optional() }),
  ),
  /** Made since its seed. */
  disks: z.array(DiskFileRecord).optional(),
  /** Paths of disks of its seed that were removed. */
  removedDisks: z.array(z.string()).optional(),
  /** Xen/ia64 of the time offers no live migration unless its build does. */
  liveMigration: z.boolean(),
  bootedAtMs: z.number(),
  /** CPU time of domains that have left. */
  departedCpuMs: z.number(),
  faults: z.object({
    down: z.boolean(),
    /** Calls are taken and never answered. */
    callsHang: z.boolean(),
    /** Every call takes this long, in milliseconds. */
    delayMs: z.number(),
    /** When a failed host comes back by itself. */
    recoversAtMs: z.number().optional(),
  }),
});
export type HostRecord = z.infer<typeof HostRecord>;

/** A host to register: what the database needs to know of it. */
export interface SimulatedHostSpec {
  readonly name: string;
  readonly uri: string;
  readonly class: HostRecord['class'];
}

/** One domain of a seed, before it is put into the world. */
interface SimulatedDomainSpec {
  readonly host: string;
  readonly domain: DomainRecord;
}

export interface WorldSeed {
  readonly hosts: readonly HostRecord[];
  readonly domains: readonly SimulatedDomainSpec[];
}
