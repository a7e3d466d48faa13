import { z } from 'zod';
import {
  ARCHITECTURES,
  DRIVERS,
  HARDWARE_VIRTUALIZATION,
  HOST_CLASSES,
  HOST_STATUSES,
  HYPERVISORS,
} from '@/lib/domain/host';
import { GUEST_MODES } from '@/lib/domain/domain';
import { CIPHER_SUITES } from '@/lib/domain/recovery';
import { parseSecondPath, SECOND_PATH_FORM } from '@/lib/domain/second-path';
import { DomainIdSchema, HostIdSchema, Instant, listParam, NameSchema, pageOf, Paging } from './common';

const HostLimits = z.object({
  migrationsIn: z.number().int().min(0).max(64),
  migrationsOut: z.number().int().min(0).max(64),
});

const PROBEABLE = [
  'live',
  'liveParavirtual',
  'cancel',
  'progress',
  'bandwidthCap',
  'downtimeCap',
  'autoConverge',
  'postCopy',
  'copyStorage',
  'snapshots',
] as const;

/** What the driver probed of the host's abilities; see `HostCapabilities` of the driver port. */
export const HostCapabilitiesBody = z.object({
  unsupported: z.record(z.string(), z.string()),
  events: z.boolean(),
  bulkStatistics: z.boolean(),
  nodeStatistics: z.boolean(),
  snapshots: z.boolean(),
  metadata: z.boolean(),
  migration: z.object({
    live: z.boolean(),
    /** Absent where it is not known before somebody tries. */
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
  noHostPrograms: z
    .string()
    .optional()
    .meta({ description: 'Why no benchmark runs on the host itself; absent where one may' }),
  noNetworks: z
    .string()
    .optional()
    .meta({ description: 'Why no network can be made on the host; absent where one may' }),
  guestChannels: z.array(z.enum(['agent', 'heartbeat'])),
  /** Which of `migration` and `snapshots` the host itself was asked for; the others follow from the kind of host. Absent: only `live`. */
  probed: z.array(z.enum(PROBEABLE)).optional(),
});

const FencePort = z.number().int().min(1).max(65_535);
/** IPMI over the network, as RFC 623 of the DMTF reserves it. */
const IPMI_PORT = 623;
const CARD_ADDRESS = z
  .string()
  .trim()
  .refine((text) => parseSecondPath(`${text.includes(':') ? `[${text}]` : text}:${IPMI_PORT}`) !== undefined, {
    message: 'give the name or the address of the management card',
  });
/** No dash first, which a program takes for an option. */
const CardUser = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,62}$/, 'use letters, digits, dot, dash or underscore');

/** How the host is switched off for certain; as it is read. */
const FenceBody = z.discriminatedUnion('method', [
  z.object({ method: z.literal('manual') }),
  z.object({ method: z.literal('simulated') }),
  z.object({ method: z.literal('domain'), domainId: DomainIdSchema }),
  z.object({
    method: z.literal('ipmi'),
    address: CARD_ADDRESS,
    port: FencePort.default(IPMI_PORT),
    username: CardUser,
    // Suite 0 asks for no password; it is not offered.
    cipherSuite: z
      .union(CIPHER_SUITES.map((suite) => z.literal(suite)))
      .optional()
      .meta({ description: 'Of RMCP+; left out: what the card says it prefers, which some cards cannot be asked' }),
  }),
]);
export const FenceSetting = FenceBody;
/** As it is written: the password of the card is kept encrypted and never sent back; left out, the one before stays. */
const WriteFence = z.discriminatedUnion('method', [
  FenceBody.options[0].strict(),
  FenceBody.options[1].strict(),
  FenceBody.options[2].strict(),
  FenceBody.options[3].extend({ password: z.string().min(1).max(255).optional() }).strict(),
]);
const SecondPathText = z
  .string()
  .trim()
  .refine((text) => parseSecondPath(text) !== undefined, { message: SECOND_PATH_FORM });

/** A host in lists and on the map. */
export const HostSummary = z
  .object({
    id: HostIdSchema,
    name: z.string(),
    uri: z.string().meta({ description: 'Without credentials' }),
    driver: z.enum(DRIVERS),
    simulated: z.boolean(),
    class: z.enum(HOST_CLASSES),
    status: z.enum(HOST_STATUSES),
    statusSince: Instant,
    /** Sentence of the last failure while not `up`. */
    statusReason: z.string().nullable(),
    /** When the agent last read it whole. Values below are as of then. */
    seenAt: Instant.nullable(),
    maintenance: z.boolean(),
    hypervisor: z.enum(HYPERVISORS).nullable(),
    hypervisorVersion: z.string().nullable(),
    hosted: z.boolean().nullable(),
    architecture: z.enum(ARCHITECTURES).nullable(),
    cpuModel: z.string().nullable(),
    cpuCount: z.number().int().nullable(),
    /** Share of all CPUs busy between the last two readings, 0..1; null until two readings exist or where the driver cannot say. */
    cpuLoad: z.number().nullable(),
    memoryTotalKiB: z.number().nullable(),
    memoryFreeKiB: z.number().nullable(),
    domainCount: z.number().int(),
    runningCount: z.number().int(),
    migrationsIn: z.number().int().meta({ description: 'Migrations arriving now' }),
    migrationsOut: z.number().int().meta({ description: 'Migrations leaving now' }),
    limits: HostLimits,
  })
  .meta({ id: 'HostSummary' });
export type HostSummary = z.infer<typeof HostSummary>;

export const HostDetail = HostSummary.extend({
  hostname: z.string().nullable(),
  managementVersion: z.string().nullable(),
  cpuVendor: z.string().nullable(),
  cpuFlags: z.array(z.string()),
  cpuMHz: z.number().nullable(),
  hardwareVirtualization: z.enum(HARDWARE_VIRTUALIZATION).nullable(),
  fpswa: z.boolean().nullable(),
  guestModes: z.array(z.enum(GUEST_MODES)),
  storage: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      path: z.string().nullable(),
      capacityBytes: z.number().nullable(),
      freeBytes: z.number().nullable(),
      shared: z.boolean(),
    }),
  ),
  networks: z.array(z.object({ name: z.string(), kind: z.string(), active: z.boolean() })),
  capabilities: HostCapabilitiesBody.nullable(),
  migrationUri: z.string().nullable().meta({ description: 'Where other hosts send a migration to' }),
  hasCredentials: z.boolean(),
  fence: FenceBody,
  hasFencePassword: z.boolean(),
  fenceDomainName: z.string().nullable().meta({ description: 'Of the domain that its machine is, where it is one' }),
  fencedAt: Instant.nullable().meta({
    description: 'When Gridbox switched it off last, by whatever way it had then; null: none was ever tried',
  }),
  secondPath: z
    .string()
    .nullable()
    .meta({ description: 'address:port that answers where the host lives, past its hypervisor' }),
  createdAt: Instant,
  version: z.number().int().meta({ description: 'For If-Match: an edit of an older version is a conflict' }),
}).meta({ id: 'HostDetail' });
export type HostDetail = z.infer<typeof HostDetail>;

export const HOST_SORTS = ['name', 'class', 'status', 'cpuLoad', 'memoryFreeKiB', 'domainCount'] as const;
export const ListHostsQuery = Paging.extend({
  q: z.string().max(200).optional(),
  class: listParam(z.enum(HOST_CLASSES)),
  status: listParam(z.enum(HOST_STATUSES)),
  sort: z.enum(HOST_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ListHostsQuery = z.infer<typeof ListHostsQuery>;
export const HostPage = pageOf(HostSummary).meta({ id: 'HostPage' });
export type HostPage = z.infer<typeof HostPage>;

/** Credentials are write-only: encrypted at rest, never sent back. */
const Credentials = z.object({ username: z.string().max(255).optional(), password: z.string().max(1024).optional() });

export const CreateHost = z
  .object({
    name: NameSchema.max(63),
    uri: z.string().trim().min(1).max(1024),
    class: z.enum(HOST_CLASSES).default('other'),
    migrationUri: z.string().trim().max(1024).optional(),
    credentials: Credentials.optional(),
    limits: HostLimits.partial().optional(),
  })
  .strict()
  .meta({ id: 'CreateHost' });
export type CreateHost = z.infer<typeof CreateHost>;

export const UpdateHost = z
  .object({
    name: NameSchema.max(63),
    class: z.enum(HOST_CLASSES),
    uri: z.string().trim().min(1).max(1024),
    migrationUri: z.string().trim().max(1024).nullable(),
    credentials: Credentials.nullable(),
    limits: HostLimits.partial(),
    fence: WriteFence,
    secondPath: SecondPathText.nullable(),
    maintenance: z.boolean(),
    enabled: z.boolean(),
    version: z.number().int(),
  })
  .partial()
  .strict()
  .meta({ id: 'UpdateHost' });
export type UpdateHost = z.infer<typeof UpdateHost>;

/** Tries a connection without keeping a host; an operation, since the web half opens no hypervisor connection. */
export const TestConnection = CreateHost.pick({ uri: true, credentials: true }).strict().meta({ id: 'TestConnection' });
export type TestConnection = z.infer<typeof TestConnection>;
