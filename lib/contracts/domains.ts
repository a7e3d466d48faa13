import { z } from 'zod';
import { DOMAIN_STATES, GUEST_MODES, RESTART_PRIORITIES, ROLES } from '@/lib/domain/domain';
import { DOMAIN_VERBS } from '@/lib/domain/domain-actions';
import { ARCHITECTURES } from '@/lib/domain/host';
import { parseSshAddress, SSH_ADDRESS_FORM } from '@/lib/domain/ssh-address';
import { OPERATION_KINDS } from '@/lib/domain/operation';
import { ColdMoveSummary } from './cold-moves';
import {
  DomainIdSchema,
  HostIdSchema,
  Instant,
  listParam,
  OperationIdSchema,
  pageOf,
  Paging,
  ReasonSchema,
  Verdict,
} from './common';

/** Where one signs in to a guest by SSH; nothing that a shell or a program could take for more. */
export const SshAddressText = z
  .string()
  .trim()
  .refine((text) => parseSshAddress(text) !== undefined, SSH_ADDRESS_FORM);

/** A word used as VO name or tag: lower-case letters, digits, `.`, `-`, `_`. */
export const Word = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'use letters, digits, dot, dash or underscore');

export const DomainSummary = z
  .object({
    id: DomainIdSchema,
    name: z.string(),
    hostId: HostIdSchema.nullable().meta({ description: 'Host that holds it now; null when no host reports it' }),
    hostName: z.string().nullable(),
    simulated: z.boolean(),
    state: z.enum(DOMAIN_STATES),
    stateReason: z.string().nullable(),
    /** When its host last reported it; stale when the host is unreachable. */
    seenAt: Instant,
    stale: z.boolean(),
    missingSince: Instant.nullable(),
    splitBrain: z.boolean(),
    /** Sentence why its host does not give its definition; what tells by it (disks, cards, CPU flags) is then not known, or as of before. */
    definitionUnreadable: z.string().nullable(),
    vcpus: z.number().int(),
    memoryKiB: z.number(),
    maxMemoryKiB: z.number(),
    /** Share of its vCPUs busy between the last two readings, 0..1. */
    cpuLoad: z.number().nullable(),
    guestMode: z.enum(GUEST_MODES),
    architecture: z.enum(ARCHITECTURES),
    roles: z.array(z.enum(ROLES)),
    vo: z.string().nullable(),
    tags: z.array(z.string()),
    homeHost: z.string().nullable(),
    /** Guest's own uptime and when it was heard; null where it was never heard. */
    guestUptimeMs: z.number().nullable(),
    guestHeardAt: Instant.nullable(),
    /** The operation that holds it now, if any. */
    operation: z
      .object({
        id: OperationIdSchema,
        kind: z.enum(OPERATION_KINDS),
        state: z.enum(['queued', 'running']),
        progress: z.number().nullable(),
        targetHostId: HostIdSchema.nullable(),
        stage: z.string().nullable(),
      })
      .nullable(),
    /** What the caller may do to it now, from the one state table and the caller's scopes. */
    can: z.record(z.enum(DOMAIN_VERBS), Verdict),
  })
  .meta({ id: 'DomainSummary' });
export type DomainSummary = z.infer<typeof DomainSummary>;

export const DomainDetail = DomainSummary.extend({
  /** May this caller open its text console now? */
  console: Verdict,
  osType: z.string().nullable(),
  machine: z.string().nullable(),
  kernel: z.string().nullable(),
  kernelVersion: z.string().nullable(),
  emulated: z.boolean().nullable(),
  cpuModel: z.string().nullable(),
  cpuFlags: z.array(z.string()),
  persistent: z.boolean(),
  maxVcpus: z.number().int(),
  needsFpswa: z.boolean(),
  antiAffinity: z.string().nullable(),
  affinity: z.string().nullable().meta({
    description:
      'Plans keep domains with the same word on one host, and who moves one by hand is warned; null: it belongs to no such group',
  }),
  guestAddresses: z
    .object({
      at: Instant,
      addresses: z.array(z.object({ mac: z.string(), address: z.string(), prefixLength: z.number().int() })),
    })
    .nullable()
    .meta({
      description:
        'Addresses of its interfaces as its guest agent said them last, by no means verified; null: it has no agent, or that has not answered yet',
    }),
  sshAddress: z
    .string()
    .nullable()
    .meta({ description: 'Where programs run in its guest by SSH, where the hypervisor has no channel for them' }),
  restartPriority: z
    .enum(RESTART_PRIORITIES)
    .nullable()
    .meta({ description: 'When it is started again elsewhere after its host was lost; null: not at all' }),
  batchNode: z
    .object({
      system: z.string().meta({ description: 'How the batch system is called; one that is simulated says so' }),
      slots: z.number().int(),
      open: z.boolean().meta({ description: 'False: no job begins there any more; those that run go on' }),
      jobs: z.string().meta({ description: 'Those that run, in words; by VO for who may see more than their own' }),
      closedByPlanId: z.uuid().nullable().meta({ description: 'The plan for which Gridbox closed its slots' }),
      readAt: Instant,
    })
    .nullable()
    .meta({ description: 'As its batch system said last; null where none knows it' }),
  disks: z.array(
    z.object({
      target: z.string(),
      kind: z.string(),
      source: z.string().nullable(),
      format: z.string().nullable(),
      readOnly: z.boolean(),
      shared: z.boolean(),
      capacityBytes: z.number().nullable(),
    }),
  ),
  nics: z.array(
    z.object({
      mac: z.string().nullable(),
      kind: z.string(),
      source: z.string().nullable(),
      model: z.string().nullable(),
    }),
  ),
  passthrough: z.array(z.string()),
  hasSnapshots: z.boolean(),
  definitionKnown: z.boolean().meta({
    description: 'False where the definition was never read: disks, cards, CPU flags and the like are then not known',
  }),
  /** Every host that reports this UUID, with what it says. */
  sightings: z.array(
    z.object({ hostId: HostIdSchema, hostName: z.string(), state: z.enum(DOMAIN_STATES), seenAt: Instant }),
  ),
  /** Where Gridbox made it: when, for whom, and which of its disks; null where somebody else did. */
  made: z
    .object({ at: Instant, owner: z.string(), note: z.string().nullable(), disks: z.array(z.string()) })
    .nullable(),
  /** A cold move of it that waits for a decision; null where there is none. */
  coldMove: ColdMoveSummary.nullable(),
  version: z.number().int(),
}).meta({ id: 'DomainDetail' });
export type DomainDetail = z.infer<typeof DomainDetail>;

export const DOMAIN_SORTS = ['name', 'state', 'host', 'vcpus', 'memoryKiB', 'cpuLoad', 'vo'] as const;
export const ListDomainsQuery = Paging.extend({
  /** Query language: `state:running role:wn host:dempsey-* vo:atlas tag:x mem>2GiB free words`. */
  q: z.string().max(500).optional(),
  state: listParam(z.enum(DOMAIN_STATES)),
  role: listParam(z.enum(ROLES)),
  vo: listParam(z.string().max(63)),
  host: HostIdSchema.optional(),
  tag: listParam(z.string().max(63)),
  sort: z.enum(DOMAIN_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ListDomainsQuery = z.infer<typeof ListDomainsQuery>;
export const DomainPage = pageOf(DomainSummary).meta({ id: 'DomainPage' });
export type DomainPage = z.infer<typeof DomainPage>;

/** Body of start, shutdown, destroy, reboot, reset, pause, resume, undefine. */
export const ActOnDomain = z.object({ reason: ReasonSchema }).strict().meta({ id: 'ActOnDomain' });

export const ResizeDomain = z
  .object({
    memoryKiB: z
      .number()
      .int()
      .min(16 * 1024)
      .max(16 * 1024 ** 3)
      .optional(),
    vcpus: z.number().int().min(1).max(4096).optional(),
    reason: ReasonSchema,
  })
  .strict()
  .refine((body) => body.memoryKiB !== undefined || body.vcpus !== undefined, {
    message: 'give memoryKiB, vcpus or both',
    path: ['memoryKiB'],
  })
  .meta({ id: 'ResizeDomain' });
export type ResizeDomain = z.infer<typeof ResizeDomain>;

/** Edits the grid metadata that travels with the domain. */
export const EditDomain = z
  .object({
    roles: z.array(z.enum(ROLES)).max(ROLES.length),
    vo: Word.nullable(),
    tags: z.array(Word).max(32),
    homeHost: z.string().trim().min(1).max(63).nullable(),
    kernelVersion: z.string().trim().min(1).max(100).nullable(),
    needsFpswa: z.boolean(),
    antiAffinity: Word.nullable(),
    affinity: Word.nullable(),
    sshAddress: SshAddressText.nullable(),
    restartPriority: z.enum(RESTART_PRIORITIES).nullable(),
    reason: ReasonSchema,
  })
  .partial()
  .strict()
  .meta({ id: 'EditDomain' });
export type EditDomain = z.infer<typeof EditDomain>;

/** Largest definition taken: libvirt's own limit is far higher, but a definition of that size is no definition. */
const DEFINITION_BYTES_MAX = 256 * 1024;
export const DefineDomain = z
  .object({ hostId: HostIdSchema, definition: z.string().min(1).max(DEFINITION_BYTES_MAX), reason: ReasonSchema })
  .strict()
  .meta({ id: 'DefineDomain' });
export type DefineDomain = z.infer<typeof DefineDomain>;

/** The map's answer: every host, and of every domain only what a tile shows. `DomainSummary` without `can` and `sightings`. */
export const TestbedTile = DomainSummary.pick({
  id: true,
  name: true,
  hostId: true,
  simulated: true,
  state: true,
  stale: true,
  missingSince: true,
  splitBrain: true,
  memoryKiB: true,
  vcpus: true,
  roles: true,
  vo: true,
  operation: true,
  architecture: true,
}).meta({ id: 'TestbedTile' });
export type TestbedTile = z.infer<typeof TestbedTile>;
