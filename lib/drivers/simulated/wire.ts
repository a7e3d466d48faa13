/**
 * The daemon's protocol: one JSON object a line, over a unix socket. Requests carry an id and a method; answers carry the
 * id back, with `push` for each piece of a stream and `result` or `error` at the end. `cancel` ends a call early.
 * 64-bit counters travel as decimal strings, times as ISO 8601.
 */
import { z } from 'zod';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { DOMAIN_VERBS } from '@/lib/domain/domain-actions';
import { GuestAddress } from '@/lib/domain/guest-address';
import { ARCHITECTURES, HYPERVISORS } from '@/lib/domain/host';
import { IMAGE_FORMATS } from '@/lib/domain/wanted-domain';
import { DRIVER_ERROR_KINDS } from '@/lib/drivers/errors';
import { DefinitionRecord, HostRecord, InsideRecord, MetadataRecord } from './world/records';

const Moment = z.string().transform((text) => new Date(text));
const Counter64 = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform((text) => BigInt(text));
const Id = z.uuid().toLowerCase();
const Empty = z.object({});
const OfDomain = z.object({ id: Id });

export const WireError = z.object({
  kind: z.enum(DRIVER_ERROR_KINDS),
  message: z.string(),
  native: z.object({ code: z.number(), name: z.string(), message: z.string() }).optional(),
});

const WireHostReading = HostRecord.pick({
  hypervisorVersion: true,
  managementVersion: true,
  hosted: true,
  architecture: true,
  cpuModel: true,
  cpuVendor: true,
  cpuFlags: true,
  cpuCount: true,
  cpuMHz: true,
  hardwareVirtualization: true,
  fpswa: true,
  memoryTotalKiB: true,
  guestModes: true,
  machineTypes: true,
  storage: true,
  networks: true,
}).extend({
  at: Moment,
  hostname: z.string(),
  hypervisor: z.enum(HYPERVISORS),
  guestArchitectures: z.array(z.enum(ARCHITECTURES)).optional(),
  memoryFreeKiB: z.number(),
  cpuBusyNs: Counter64,
  boot: z.object({ counterNs: Counter64, at: Moment }),
  migrationLinkBytesPerSecond: z.number(),
});

const WireDomainReading = z.object({
  id: Id.transform(domainId),
  name: z.string(),
  at: Moment,
  state: z.enum(DOMAIN_STATES),
  stateReason: z.string(),
  persistent: z.boolean(),
  vcpus: z.number(),
  maxVcpus: z.number(),
  memoryKiB: z.number(),
  maxMemoryKiB: z.number(),
  cpuTimeNs: Counter64.optional(),
  blockReadBytes: Counter64.optional(),
  blockWriteBytes: Counter64.optional(),
  netReceiveBytes: Counter64.optional(),
  netTransmitBytes: Counter64.optional(),
  definition: DefinitionRecord.extend({ hash: z.string() }).optional(),
});

const WireProgress = z.object({
  at: Moment,
  phase: z.enum(['preparing', 'copying', 'switching-over']),
  elapsedMs: z.number(),
  bytesTotal: z.number().optional(),
  bytesTransferred: z.number().optional(),
  bytesRemaining: z.number().optional(),
  dirtyBytesPerSecond: z.number().optional(),
  bandwidthBytesPerSecond: z.number().optional(),
  rounds: z.number().optional(),
  throttlePercent: z.number().optional(),
  expectedDowntimeMs: z.number().optional(),
  postCopyActive: z.boolean().optional(),
});

const WireReport = z.object({
  elapsedMs: z.number(),
  reportedDowntimeMs: z.number().optional(),
  bytesTransferred: z.number().optional(),
  rounds: z.number().optional(),
});

const WireSign = z.object({
  channel: z.enum(['agent', 'heartbeat']),
  heardAt: Moment,
  uptimeMs: z.number(),
  sequence: z.number().optional(),
});

const WireEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('domain'), domainId: Id.transform(domainId), what: z.string() }),
  z.object({ kind: z.literal('agent'), domainId: Id.transform(domainId), connected: z.boolean() }),
]);

const WireCapabilities = z.object({
  unsupported: z.partialRecord(z.enum(DOMAIN_VERBS), z.string()),
  events: z.boolean(),
  bulkStatistics: z.boolean(),
  nodeStatistics: z.boolean(),
  snapshots: z.boolean(),
  metadata: z.boolean(),
  migration: z.object({
    live: z.boolean(),
    liveParavirtual: z.boolean().optional(),
    cancel: z.boolean(),
    progress: z.boolean(),
    bandwidthCap: z.boolean(),
    downtimeCap: z.boolean(),
    autoConverge: z.boolean(),
    postCopy: z.boolean(),
    copyStorage: z.boolean(),
  }),
  noConsole: z.string().optional(),
  noHostPrograms: z.string().optional(),
  noNetworks: z.string().optional(),
  guestChannels: z.array(z.enum(['agent', 'heartbeat'])),
});

const WireNode = z.object({
  id: Id,
  slots: z.number().int(),
  open: z.boolean(),
  jobs: z.array(
    z.object({ id: z.string(), vo: z.string().optional(), startedAt: Moment, limitMs: z.number().optional() }),
  ),
});

const MigrateOptionsBody = z.object({
  live: z.boolean(),
  bandwidthMiBps: z.number().positive().optional(),
  maxDowntimeMs: z.number().positive().optional(),
  autoConverge: z.boolean().optional(),
  postCopy: z.boolean().optional(),
});

/** Faults on demand. `fail` is a power failure (guests die, back after two minutes or `heal`); `cut` a lost network (guests live on). */
export const Fault = z.discriminatedUnion('fault', [
  z.object({ fault: z.enum(['fail', 'cut', 'hang', 'heal']) }),
  z.object({ fault: z.literal('delay'), delayMs: z.number().int().min(0).max(600_000) }),
  /** The guest panics. */
  z.object({ fault: z.literal('crash'), id: Id }),
  /** The guest runs on and is not heard. */
  z.object({ fault: z.literal('mute'), id: Id, mute: z.boolean() }),
  /** Another host claims the same UUID as running. */
  z.object({ fault: z.literal('split'), id: Id, other: z.string() }),
  /** The domain is gone without a trace. */
  z.object({ fault: z.literal('vanish'), id: Id }),
  /** One job of the worker node never ends (`endless`), or all of them have ended (`end`). */
  z.object({ fault: z.literal('jobs'), id: Id, what: z.enum(['endless', 'end']) }),
  /** The migration of it goes on, and no byte of it any more. */
  z.object({ fault: z.literal('stall'), id: Id }),
  /** From now on it is so inside the guest. */
  z.object({ fault: z.literal('inside'), id: Id, inside: InsideRecord }),
  /** The guest writes so much from now on. */
  z.object({
    fault: z.literal('write-rate'),
    id: Id,
    dirtyBytesPerSecond: z.number().min(0),
    workingSetBytes: z.number().min(0),
  }),
]);
export type Fault = z.infer<typeof Fault>;

const WireFile = z.object({
  path: z.string(),
  bytes: z.number(),
  capacityBytes: z.number().optional(),
  guessedFormat: z.string().optional(),
  backingPath: z.string().optional(),
});
const WireImage = z.object({
  folder: z.string(),
  name: z.string(),
  format: z.enum(IMAGE_FORMATS),
  capacityBytes: z.number(),
  base: z.object({ path: z.string(), format: z.enum(IMAGE_FORMATS) }).optional(),
});
const OfPath = z.object({ path: z.string() });

/** Asked of what stands beside the host, so that they are answered for one that is down, slow or hangs. */
export const BESIDE_HOST: readonly string[] = ['fault', 'power'];
const OfName = z.object({ name: z.string() });
const WireNetwork = z.object({ name: z.string(), active: z.boolean(), ours: z.boolean() });

/** Asked of the site's batch system, which is beside all hosts: these calls name none. */
export const OF_SITE: readonly string[] = ['batchNodes', 'batchSlots', 'closeSlots', 'openSlots'];
export const NO_HOST = '';

/** Every method: what it takes, what it answers, and what a stream pushes. */
export const METHODS = {
  open: { params: Empty, result: Empty, push: z.never() },
  capabilities: { params: Empty, result: WireCapabilities, push: z.never() },
  readHost: { params: Empty, result: WireHostReading, push: z.never() },
  listDomains: {
    params: z.object({ known: z.record(z.string(), z.string()) }),
    result: z.array(WireDomainReading),
    push: z.never(),
  },
  readDomain: { params: OfDomain, result: z.object({ reading: WireDomainReading.optional() }), push: z.never() },
  readDefinition: { params: OfDomain, result: z.object({ definition: z.string() }), push: z.never() },
  watch: { params: Empty, result: Empty, push: WireEvent },
  define: { params: z.object({ definition: z.string() }), result: OfDomain, push: z.never() },
  undefine: { params: OfDomain, result: Empty, push: z.never() },
  start: { params: OfDomain, result: Empty, push: z.never() },
  shutdown: { params: OfDomain, result: Empty, push: z.never() },
  destroy: { params: OfDomain, result: Empty, push: z.never() },
  reboot: { params: OfDomain, result: Empty, push: z.never() },
  reset: { params: OfDomain, result: Empty, push: z.never() },
  pause: { params: OfDomain, result: Empty, push: z.never() },
  resume: { params: OfDomain, result: Empty, push: z.never() },
  save: { params: OfDomain, result: Empty, push: z.never() },
  restore: { params: OfDomain, result: Empty, push: z.never() },
  discardSaved: { params: OfDomain, result: Empty, push: z.never() },
  setMemory: { params: OfDomain.extend({ memoryKiB: z.number().int().positive() }), result: Empty, push: z.never() },
  setVcpus: { params: OfDomain.extend({ vcpus: z.number().int().positive() }), result: Empty, push: z.never() },
  writeMetadata: { params: OfDomain.extend({ metadata: MetadataRecord }), result: Empty, push: z.never() },
  statDisk: { params: OfPath, result: z.object({ file: WireFile.optional() }), push: z.never() },
  makeDisk: { params: z.object({ image: WireImage }), result: OfPath, push: z.never() },
  copyDisk: {
    params: z.object({ from: z.string(), to: z.object({ folder: z.string(), name: z.string() }) }),
    result: z.object({ file: WireFile }),
    push: z.never(),
  },
  uploadDisk: {
    params: z.object({
      to: z.object({ folder: z.string(), name: z.string(), capacityBytes: z.number().optional() }),
      bytes: z.number().int().min(0),
    }),
    result: OfPath,
    push: z.never(),
  },
  statNetwork: { params: OfName, result: z.object({ network: WireNetwork.optional() }), push: z.never() },
  makeNetwork: { params: OfName, result: Empty, push: z.never() },
  removeNetwork: { params: OfName, result: z.object({ removed: z.boolean() }), push: z.never() },
  removeDisk: { params: OfPath, result: z.object({ removed: z.boolean() }), push: z.never() },
  freeBytes: {
    params: z.object({ folder: z.string() }),
    result: z.object({ bytes: z.number().optional() }),
    push: z.never(),
  },
  migrate: {
    params: OfDomain.extend({ target: z.string(), options: MigrateOptionsBody }),
    result: WireReport,
    push: WireProgress,
  },
  migrationJob: { params: OfDomain, result: z.object({ progress: WireProgress.optional() }), push: z.never() },
  abortMigration: { params: OfDomain, result: Empty, push: z.never() },
  runInside: {
    params: OfDomain.extend({ argv: z.array(z.string()).min(1), input: z.string() }),
    result: z.object({ exitCode: z.number().int(), stdout: z.string(), stderr: z.string() }),
    push: z.never(),
  },
  guestAddresses: { params: OfDomain, result: z.object({ addresses: z.array(GuestAddress) }), push: z.never() },
  hearGuest: { params: OfDomain, result: WireSign, push: z.never() },
  listenGuest: { params: OfDomain, result: Empty, push: WireSign },
  fault: { params: z.object({ fault: Fault }), result: Empty, push: z.never() },
  batchNodes: { params: Empty, result: z.object({ nodes: z.array(WireNode) }), push: z.never() },
  batchSlots: { params: OfDomain, result: z.object({ node: WireNode.optional() }), push: z.never() },
  closeSlots: { params: OfDomain.extend({ reason: z.string() }), result: Empty, push: z.never() },
  openSlots: { params: OfDomain, result: Empty, push: z.never() },
  /** The management card: answers whatever became of the host. */
  power: { params: z.object({ off: z.boolean() }), result: z.object({ alive: z.boolean() }), push: z.never() },
} as const;
export type Method = keyof typeof METHODS;
export type Params<M extends Method> = z.input<(typeof METHODS)[M]['params']>;
export type Result<M extends Method> = z.output<(typeof METHODS)[M]['result']>;
export type Push<M extends Method> = z.output<(typeof METHODS)[M]['push']>;

const methodNames = Object.keys(METHODS) as [Method, ...Method[]]; // Object.keys of a const record: its keys are exactly Method

export const ClientFrame = z.union([
  z.object({ id: z.number().int(), method: z.enum(methodNames), host: z.string(), params: z.unknown() }),
  z.object({ id: z.number().int(), cancel: z.literal(true) }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

export const ServerFrame = z.union([
  z.object({ id: z.number().int(), result: z.unknown() }).refine((frame) => 'result' in frame),
  z.object({ id: z.number().int(), error: WireError }),
  z.object({ id: z.number().int(), push: z.unknown() }).refine((frame) => 'push' in frame),
]);
export type ServerFrame =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: z.infer<typeof WireError> }
  | { readonly id: number; readonly push: unknown };
