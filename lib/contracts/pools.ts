import { z } from 'zod';
import { JOB_STATES } from '@/lib/domain/batch-job';
import { JOB_PHASES, POOL_SLOTS_MAX, SLOT_STATES } from '@/lib/domain/pool';
import { FAILURE_CAUSES } from '@/lib/domain/pools/held-back';
import { JOB_SPECIFICATION_CHARACTERS_MAX } from '@/lib/domain/pools/job-specification';
import { poolProblems } from '@/lib/domain/pools/pool-problems';
import { Instant, lineOfText, pageOf, Paging, ReasonSchema, Verdict, wholeNumber } from './common';
import { CleanUp } from './domain-making';
import { EnvironmentIdSchema, VoName } from './environments';
import { ImageIdSchema } from './images';

export const PoolIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a pool' });

const Word = z
  .string('must be text')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'write letters, digits, dots, dashes and underscores, 63 at most');
const Slots = wholeNumber(0, POOL_SLOTS_MAX);
/** A week: whoever keeps a slot for longer means one that is always there (`min`). */
const IDLE_SECONDS_MAX = 7 * 24 * 3600;

const policy = {
  min: Slots.meta({ description: 'Slots that are kept though no job asks for them' }),
  max: wholeNumber(1, POOL_SLOTS_MAX).meta({ description: 'Never more' }),
  idleSeconds: wholeNumber(0, IDLE_SECONDS_MAX).meta({
    description: 'After which a slot that nobody uses is taken away',
  }),
  bootAhead: Slots.meta({ description: 'While jobs wait, so many slots more than these need' }),
  closesAt: Instant.nullable().meta({
    description:
      'From then on its hosts are not to be used; no slot is booted for a job whose limit does not fit before it',
  }),
  enabled: z.boolean(),
  takesSpecifications: z.boolean().meta({
    description:
      'Whether VOs may bring specifications for their jobs; their guests hold the key of the batch system, as every node does',
  }),
};
const place = {
  environmentId: EnvironmentIdSchema,
  nodes: z.array(Word).min(1, 'write one at least').max(POOL_SLOTS_MAX, `write ${POOL_SLOTS_MAX} at most`).meta({
    description: 'Nodes that the batch system knows by its own settings, one for each slot; domains are called so',
  }),
  addresses: z
    .array(z.ipv4('write IPv4 addresses'))
    .max(POOL_SLOTS_MAX, `write ${POOL_SLOTS_MAX} at most`)
    .meta({ description: 'Of the nodes, in their order; empty: their guests ask for one by DHCP' }),
  prefix: wholeNumber(1, 32).nullable().meta({ description: 'Of the addresses' }),
  network: lineOfText(1, 255)
    .nullable()
    .meta({ description: 'As hosts call it; null: the one its environment names, or none' }),
};

export const CreatePool = z
  .strictObject({
    name: z
      .string('must be text')
      .regex(/^[a-z][a-z0-9-]{0,30}$/, 'write a name of lower-case letters, digits and hyphens, a letter first')
      .meta({ description: 'What jobs ask for: a feature of the nodes' }),
    system: Word.meta({ description: 'Batch system, as the settings of the agent call it' }),
    vo: VoName.nullable().default(null),
    ...place,
    addresses: place.addresses.default([]),
    prefix: place.prefix.default(null),
    network: place.network.default(null),
    min: policy.min.default(0),
    max: policy.max,
    idleSeconds: policy.idleSeconds.default(300),
    bootAhead: policy.bootAhead.default(0),
    closesAt: policy.closesAt.default(null),
    enabled: policy.enabled.default(true),
    takesSpecifications: policy.takesSpecifications.default(false),
    reason: ReasonSchema,
  })
  .superRefine((pool, context) => {
    for (const { field, message } of poolProblems(pool)) context.addIssue({ code: 'custom', path: [field], message });
  })
  .meta({ id: 'CreatePool' });
export type CreatePool = z.infer<typeof CreatePool>;

export const ChangePool = z
  .strictObject({ ...z.object({ ...place, ...policy }).partial().shape, reason: ReasonSchema })
  .meta({ id: 'ChangePool' });
export type ChangePool = z.infer<typeof ChangePool>;

export const RemovePool = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemovePool' });
export type RemovePool = z.infer<typeof RemovePool>;
export const PoolRemoved = z
  .object({
    id: PoolIdSchema,
    slots: z.number().int().min(0).meta({ description: 'That go first, once their jobs are over' }),
    gone: z
      .boolean()
      .meta({ description: 'False: the agent takes away what is left, and the pool with the last of it' }),
  })
  .meta({ id: 'PoolRemoved' });

export const RetryPool = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RetryPool' });
export type RetryPool = z.infer<typeof RetryPool>;

export const BringSpecification = z
  .strictObject({
    yaml: z
      .string()
      .min(1)
      .max(JOB_SPECIFICATION_CHARACTERS_MAX, 'is too long for a specification of a job')
      .meta({ description: 'An image specification' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'BringSpecification' });
export type BringSpecification = z.infer<typeof BringSpecification>;
export const JobSpecification = z
  .object({
    id: z.uuid(),
    feature: z.string().meta({ description: 'What a job asks for to be run in it, and in nothing else' }),
    hash: z.string().meta({ description: 'SHA-256 of what decides over the bytes of its image' }),
    image: z.object({
      id: ImageIdSchema,
      name: z.string(),
      version: z.number().int(),
      built: z.boolean().meta({ description: 'False: it is built when the first job asks for it' }),
    }),
    description: z.string(),
    createdByName: z.string(),
    createdAt: Instant,
    offeredAt: Instant.nullable().meta({ description: 'Since when its batch system takes jobs for it; null: not yet' }),
    askedAt: Instant.nullable().meta({ description: 'When a job that asks for it was seen last' }),
    keptUntil: Instant.meta({ description: 'Offered no longer, unless a job asks for it' }),
  })
  .meta({ id: 'JobSpecification' });
export type JobSpecification = z.infer<typeof JobSpecification>;

const count = z.number().int().min(0);
const Start = z.object({ jobs: count, medianMs: z.number().nullable() }).meta({
  description: 'Jobs that have begun, and their median time from submission to start, as their batch system tells it',
});

export const Pool = z
  .object({
    id: PoolIdSchema,
    name: z.string(),
    environment: z.object({ id: EnvironmentIdSchema, name: z.string(), version: z.number().int() }),
    system: z.string(),
    vo: z.string().nullable(),
    ...policy,
    version: z.number().int(),
    reservedAt: Instant.nullable().meta({ description: 'Start of the maintenance that its batch system was told of' }),
    endingAt: Instant.nullable().meta({ description: 'It was deleted then: its slots go, and it with the last' }),
    words: z.string().nullable().meta({ description: 'What stands in its way' }),
    heldBack: z
      .object({
        since: Instant,
        until: Instant.nullable().meta({ description: 'The next try is not made before; null: it may be made' }),
        failures: z.number().int().meta({ description: 'One after the other, without a success' }),
        cause: z.enum(FAILURE_CAUSES).meta({
          description: 'What ends it: `boot` a slot that opens, `jobs` a job that lives in a slot',
        }),
        words: z.string().meta({ description: 'What the last failure was' }),
      })
      .nullable()
      .meta({ description: 'Its tries failed one after the other; null: it is not held back' }),
    readAt: Instant.nullable().meta({ description: 'When its batch system last answered' }),
    attended: z.boolean().meta({ description: 'False: no agent has looked at its batch system lately' }),
    counts: z.object({ open: count, coming: count, ending: count, waiting: count, running: count }),
    start: z.object({ static: Start, onDemand: Start, factory: Start }),
  })
  .meta({ id: 'Pool' });
export type Pool = z.infer<typeof Pool>;
export const PoolPage = pageOf(Pool).meta({ id: 'PoolPage' });
export type PoolPage = z.infer<typeof PoolPage>;
export const ListPoolsQuery = Paging;
export type ListPoolsQuery = z.infer<typeof ListPoolsQuery>;

const Slot = z.object({
  id: z.uuid(),
  node: z.string(),
  feature: z.string().nullable().meta({ description: 'Of the specification whose jobs alone it takes' }),
  state: z.enum(SLOT_STATES),
  words: z.string().nullable(),
  address: z.string().nullable(),
  domainId: z.uuid().nullable(),
  hostName: z.string().nullable(),
  simulated: z.boolean(),
  wantedAt: Instant,
  openAt: Instant.nullable(),
  freeSince: Instant.nullable(),
  endedAt: Instant.nullable(),
  cleanUp: CleanUp.nullable(),
});
export type PoolSlot = z.infer<typeof Slot>;
const Job = z.object({
  jobId: z.string(),
  queue: z.string().nullable(),
  state: z.enum(JOB_STATES),
  why: z.string().nullable().meta({ description: 'Why it waits' }),
  submittedAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  node: z.string().nullable(),
  phase: z.enum(JOB_PHASES).nullable(),
  feature: z
    .string()
    .nullable()
    .meta({ description: 'Of the specification that it brings; null: it asks for the pool' }),
  processors: count,
  limitSeconds: count.nullable().meta({ description: 'After which its batch system ends it; null: none' }),
});
export type PoolJob = z.infer<typeof Job>;
export const PoolDetail = Pool.extend({
  nodes: z.array(z.string()),
  addresses: z.array(z.string()),
  prefix: z.number().int().nullable(),
  network: z.string().nullable(),
  bootMs: z
    .number()
    .nullable()
    .meta({ description: 'From the wish for a slot until it is open, median of the last 20; null: none was yet' }),
  maintenances: z
    .array(
      z.object({
        id: z.uuid(),
        hostName: z.string(),
        startsAt: Instant,
        endsAt: Instant,
        nodes: z.array(
          z.object({
            node: z.string(),
            reserved: z.boolean().meta({ description: 'Its batch system has a reservation from then on' }),
          }),
        ),
      }),
    )
    .meta({
      description:
        'Announced or under way, of hosts that its slots are on or may be booted on, with the slots there; empty for who does not see hosts',
    }),
  hostsCloseAt: Instant.nullable().meta({
    description:
      'Every host that a slot may be booted on is to be maintained, the last of them from then on; null: of one at least nothing is announced',
  }),
  ownerName: z.string().meta({ description: 'By whose account its domains are made' }),
  createdAt: Instant,
  slots: z.array(Slot).meta({ description: 'Those that are there, and the last that are gone; newest first' }),
  jobs: z.array(Job).meta({ description: 'Those that wait or run, and the last that have ended; newest first' }),
  specifications: z.array(JobSpecification).meta({ description: 'That jobs of the pool may bring; newest first' }),
  can: z.object({ change: Verdict, retry: Verdict, remove: Verdict, specify: Verdict }),
}).meta({ id: 'PoolDetail' });
export type PoolDetail = z.infer<typeof PoolDetail>;
