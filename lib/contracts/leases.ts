import { z } from 'zod';
import { HOST_CLASSES } from '@/lib/domain/host';
import { KEEP_DAYS, KEEP_DAYS_MAX, KEEPING_STATES, LEASE_ENDINGS } from '@/lib/domain/lease-ending';
import { LEASE_OUTCOMES, LEASE_STATES } from '@/lib/domain/lease';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';
import { RUN_STEP_STATES } from '@/lib/domain/site-run';
import {
  DomainIdSchema,
  Instant,
  lineOfText,
  listParam,
  pageOf,
  Paging,
  ReasonSchema,
  Verdict,
  wholeNumber,
} from './common';
import {
  DiskGiB,
  DomainCount,
  EnvironmentIdSchema,
  EnvironmentPlace,
  MemoryMiB,
  VcpuCount,
  VoName,
} from './environments';
import { ImageIdSchema } from './images';
import { SiteIdSchema, SiteProof } from './sites';

export const LeaseIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a lease' });

const words = (max: number) => lineOfText(1, max);

/** How many, how large, and from when until when. */
export const LeaseTerms = z
  .object({
    count: DomainCount,
    vcpus: VcpuCount,
    memoryMiB: MemoryMiB,
    diskGiB: DiskGiB.nullable().meta({ description: 'Null: as large as the image' }),
    startsAt: Instant,
    endsAt: Instant,
  })
  .meta({ id: 'LeaseTerms' });
export type LeaseTerms = z.infer<typeof LeaseTerms>;

const KeepDays = wholeNumber(1, KEEP_DAYS_MAX);
const asked = {
  count: DomainCount,
  vcpus: VcpuCount.optional().meta({ description: 'Left out: as the environment says' }),
  memoryMiB: MemoryMiB.optional().meta({ description: 'Left out: as the environment says' }),
  diskGiB: DiskGiB.optional().meta({ description: 'Left out: as the environment says' }),
  startsAt: Instant.optional().meta({ description: 'Left out: as soon as it is approved' }),
  endsAt: Instant,
  atEnd: z
    .enum(LEASE_ENDINGS, `write ${LEASE_ENDINGS.join(' or ')}`)
    .optional()
    .meta({
      description:
        'What becomes of its disks: left out they are destroyed; `export` keeps copies to be fetched, `snapshot` keeps them to be started from as well',
    }),
  keepDays: KeepDays.optional().meta({ description: `For how long copies are kept; left out: ${KEEP_DAYS} days` }),
};
/** Terms that are tried on a request before they are approved, or answered with. */
export const TryTerms = z.strictObject(asked).meta({ id: 'TryTerms' });
export type TryTerms = z.infer<typeof TryTerms>;
export const KeptDiskIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a kept disk' });
export const LeaseWish = z
  .strictObject({
    environmentId: EnvironmentIdSchema,
    vo: VoName,
    ...asked,
    startFrom: KeptDiskIdSchema.optional().meta({
      description: 'A snapshot of the VO that the first disk of each domain starts from, in place of the image’s',
    }),
  })
  .meta({ id: 'LeaseWish' });
export type LeaseWish = z.infer<typeof LeaseWish>;
export const RequestLease = LeaseWish.extend({ purpose: words(500) }).meta({ id: 'RequestLease' });
export type RequestLease = z.infer<typeof RequestLease>;

export const LeaseImage = z
  .object({
    missing: z.boolean().meta({ description: 'Nothing can be made of it: it is not built, or not in the library' }),
    words: z.string(),
    imageId: ImageIdSchema.nullable().meta({ description: 'Of the library, where its page says more' }),
  })
  .meta({ id: 'LeaseImage' });
export type LeaseImage = z.infer<typeof LeaseImage>;

export const LeaseFeasibility = z
  .object({
    fits: z.boolean(),
    words: z.string().meta({ description: 'Where it fits, or what is missing where' }),
    hostClass: z.enum(HOST_CLASSES).nullable(),
    shortages: z.array(
      z.object({
        hostClass: z.enum(HOST_CLASSES).nullable().meta({ description: 'Null: of the quota of the VO' }),
        resource: z.enum(['vcpus', 'memoryMiB', 'diskGiB', 'domains', 'ia64Vcpus']),
        missing: z.number(),
      }),
    ),
    alternatives: z
      .array(
        z.object({
          kind: z.enum(['later', 'shorter', 'fewer', 'smaller', 'fewer-smaller']),
          words: z.string(),
          terms: LeaseTerms,
        }),
      )
      .meta({ description: 'What fits instead' }),
    image: LeaseImage.nullable().meta({ description: 'What is to be known of its image; null: it is there' }),
    ending: z
      .object({ possible: z.boolean(), words: z.string() })
      .nullable()
      .meta({ description: 'What is to be known of the ending that is asked for; null: its disks are destroyed' }),
    reach: z.string().nullable().meta({
      description: 'What is to be known of how its domains are reached; null: they have a network interface',
    }),
    quota: z.string().nullable().meta({ description: 'What the VO has left of its quota in that time' }),
    lookedAt: Instant,
  })
  .meta({ id: 'LeaseFeasibility' });
export type LeaseFeasibility = z.infer<typeof LeaseFeasibility>;

export const Lease = z
  .object({
    id: LeaseIdSchema,
    number: z.number().int(),
    environment: z.object({ id: EnvironmentIdSchema, name: z.string(), version: z.number().int() }),
    vo: z.string(),
    purpose: z.string(),
    state: z.enum(LEASE_STATES),
    outcome: z.enum(LEASE_OUTCOMES).nullable(),
    ending: z.boolean().meta({ description: 'Its end was asked for' }),
    words: z.string().nullable().meta({ description: 'What it waits for, or what came in its way' }),
    atEnd: z.enum(LEASE_ENDINGS).meta({ description: 'What becomes of its disks' }),
    keepDays: z.number().int().nullable().meta({ description: 'So long copies of them are kept; null: none are' }),
    startFrom: z
      .object({ id: KeptDiskIdSchema, name: z.string(), leaseId: LeaseIdSchema, leaseNumber: z.number().int() })
      .nullable()
      .meta({ description: 'The snapshot that its domains start from: a kept disk of its VO, and no signed image' }),
    asked: LeaseTerms,
    approved: LeaseTerms.nullable().meta({ description: 'What it was given, which may be other than what was asked' }),
    hostClass: z.enum(HOST_CLASSES).nullable(),
    askedByName: z.string(),
    askedAt: Instant,
    decidedByName: z.string().nullable(),
    decidedAt: Instant.nullable(),
    decision: z.string().nullable().meta({ description: 'What was said with the decision, or asked back' }),
    answer: z.string().nullable(),
    activeAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    endedByName: z.string().nullable(),
    fit: LeaseFeasibility.pick({ fits: true, words: true })
      .nullable()
      .meta({ description: 'While a decision is waited for: whether what was asked fits now' }),
    version: z.number().int(),
  })
  .meta({ id: 'Lease' });
export type Lease = z.infer<typeof Lease>;
export const LeasePage = pageOf(Lease).meta({ id: 'LeasePage' });
export type LeasePage = z.infer<typeof LeasePage>;
export const ListLeasesQuery = Paging.extend({
  state: listParam(z.enum(LEASE_STATES)),
  environment: z.string().max(63).optional().meta({ description: 'Name of an environment' }),
});
export type ListLeasesQuery = z.infer<typeof ListLeasesQuery>;

/** A disk that the end of a lease kept. */
export const KeptDisk = z
  .object({
    id: KeptDiskIdSchema,
    domainName: z.string(),
    target: z.string().meta({ description: 'Device name in the guest' }),
    hostName: z.string(),
    simulated: z.boolean().meta({ description: 'It has a size and no content: there is nothing to fetch' }),
    bytes: z.number().nullable().meta({ description: 'Of the file, qcow2; null where simulated' }),
    capacityBytes: z.number().nullable().meta({ description: 'Of the disk' }),
    sha512: z.string().nullable().meta({ description: 'Of the file, in hexadecimal; null where simulated' }),
    keptAt: Instant,
    keptUntil: Instant,
    goneAt: Instant.nullable().meta({ description: 'Since then the file is no more' }),
  })
  .meta({ id: 'KeptDisk' });
export type KeptDisk = z.infer<typeof KeptDisk>;

/** A kept disk that a later request of its VO may start from. */
export const Snapshot = KeptDisk.omit({ goneAt: true })
  .extend({
    name: z.string(),
    vo: z.string(),
    lease: z.object({ id: LeaseIdSchema, number: z.number().int() }),
    environment: z.object({ id: EnvironmentIdSchema, name: z.string(), version: z.number().int() }),
    role: z.enum(ROLES),
    os: z.string().meta({ description: 'What was installed in its image, as its environment says' }),
    format: z.literal('qcow2'),
    neededBy: z.array(z.number().int()).meta({
      description: 'Numbers of the leases that are still to be made of it; while there are any it stays',
    }),
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;
export const SnapshotPage = pageOf(Snapshot).meta({ id: 'SnapshotPage' });
export const ListSnapshotsQuery = Paging.extend({
  vo: VoName.optional(),
  environmentId: EnvironmentIdSchema.optional().meta({
    description: 'Only those that a lease of this environment may start from: they come from its image',
  }),
});
export type ListSnapshotsQuery = z.infer<typeof ListSnapshotsQuery>;
export const RemoveKeptDisk = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemoveKeptDisk' });
export type RemoveKeptDisk = z.infer<typeof RemoveKeptDisk>;

/** Who says what address a domain has: no DHCP server is asked. */
const ADDRESS_SOURCES = ['probe', 'guest', 'site'] as const;

export const LeaseDetail = Lease.extend({
  login: z
    .object({
      account: z.string().meta({ description: 'In its guests' }),
      issued: z.number().int().meta({ description: 'How many were issued' }),
      issuedAt: Instant.nullable(),
      issuedToName: z.string().nullable(),
      validUntil: Instant.nullable().meta({ description: 'How long the last that was issued lets in; null: none was' }),
    })
    .nullable()
    .meta({ description: 'How people sign in to its guests; null: they do not or cannot, or it is not begun' }),
  isolation: EnvironmentPlace.shape.isolation,
  kept: z.array(KeptDisk).meta({ description: 'Disks that its end kept, and those that were since removed' }),
  keepings: z
    .array(z.object({ domainName: z.string(), state: z.enum(KEEPING_STATES), words: z.string().nullable() }))
    .meta({ description: 'Of each of its domains how far the keeping of its disks is, once it ends' }),
  site: z
    .object({ id: SiteIdSchema, name: z.string(), runId: z.uuid().nullable().meta({ description: 'Its newest run' }) })
    .nullable(),
  progress: z
    .object({
      steps: z.number().int(),
      done: z.number().int(),
      underWay: z.array(
        z.object({
          domainName: z.string().nullable().meta({ description: 'In its site; null: a network' }),
          state: z.enum(RUN_STEP_STATES),
        }),
      ),
    })
    .nullable()
    .meta({ description: 'How far the making, or the taking away, of its domains is; null: neither is under way' }),
  domains: z.array(
    z.object({
      id: DomainIdSchema,
      name: z.string(),
      state: z.enum(DOMAIN_STATES),
      simulated: z.boolean(),
      address: z.string().nullable().meta({ description: 'Null: Gridbox does not know it yet' }),
      addressFrom: z.enum(ADDRESS_SOURCES).nullable().meta({
        description:
          'probe: by which it is probed; guest: which the agent in its guest says it has; site: which the file of its site gave it when it was made',
      }),
      macs: z.array(z.string()).meta({ description: 'Of its network interfaces, by which a DHCP server knows it' }),
      hostName: z.string().nullable(),
      verified: z
        .boolean()
        .nullable()
        .meta({ description: 'Whether its guest was heard when it was made; null: that is not known' }),
    }),
  ),
  extended: z
    .object({ at: Instant, byName: z.string() })
    .nullable()
    .meta({ description: 'By whom and when it was extended last; null: it ends as it was decided' }),
  maintenances: z.array(z.object({ id: z.uuid(), hostName: z.string(), startsAt: Instant, endsAt: Instant })).meta({
    description:
      'Announced or under way, of hosts that its domains are on or that it may use alone; within its time or not',
  }),
  history: z
    .array(z.object({ at: Instant, byName: z.string().nullable(), words: z.string(), reason: z.string().nullable() }))
    .meta({ description: 'What was done to it, oldest first; `byName` null: by Gridbox, as it was agreed' }),
  feasibility: LeaseFeasibility.nullable().meta({ description: 'While a decision is waited for: of what was asked' }),
  proof: SiteProof.nullable().meta({ description: 'What was looked for when it ended, and what was found' }),
  can: z.object({
    approve: Verdict,
    reject: Verdict,
    askBack: Verdict,
    answer: Verdict,
    extend: Verdict,
    end: Verdict,
    dropKeeping: Verdict,
    issueLogin: Verdict,
  }),
}).meta({ id: 'LeaseDetail' });
export type LeaseDetail = z.infer<typeof LeaseDetail>;

export const DecideLease = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('approve'),
      count: DomainCount.optional(),
      vcpus: VcpuCount.optional(),
      memoryMiB: MemoryMiB.optional(),
      diskGiB: DiskGiB.optional(),
      startsAt: Instant.optional(),
      endsAt: Instant.optional(),
      words: words(500).optional(),
    }),
    z.strictObject({ decision: z.literal('reject'), words: words(500) }),
    z.strictObject({ decision: z.literal('ask-back'), words: words(500) }),
  ])
  .meta({ id: 'DecideLease', description: 'What of an approval is left out is as it was asked' });
export type DecideLease = z.infer<typeof DecideLease>;

export const AnswerLease = z.strictObject({ answer: words(500), ...asked }).meta({ id: 'AnswerLease' });
export type AnswerLease = z.infer<typeof AnswerLease>;
export const ExtendLease = z
  .strictObject({ endsAt: Instant.meta({ description: 'Later than it ends now' }), reason: ReasonSchema })
  .meta({ id: 'ExtendLease' });
export type ExtendLease = z.infer<typeof ExtendLease>;
export const EndLease = z
  .strictObject({
    reason: ReasonSchema,
    keep: z.literal(false, 'can only be false: what is kept is agreed with the lease').optional().meta({
      description: 'False: its disks are destroyed although they were to be kept, also where it is being ended',
    }),
  })
  .meta({ id: 'EndLease' });
export type EndLease = z.infer<typeof EndLease>;

export const IssueLogin = z
  .strictObject({
    another: z.boolean().optional().meta({ description: 'One more, where the first was read, or is somebody else’s' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'IssueLogin' });
export type IssueLogin = z.infer<typeof IssueLogin>;
export const IssuedLogin = z
  .object({
    account: z.string(),
    privateKey: z.string().meta({ description: 'A file for `ssh -i`; it is told this once' }),
    certificate: z.string().meta({ description: 'The file beside it, of the same name and -cert.pub' }),
    validUntil: Instant,
    serial: z.number().int(),
  })
  .meta({ id: 'IssuedLogin' });
export type IssuedLogin = z.infer<typeof IssuedLogin>;
