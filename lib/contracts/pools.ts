import { z } from 'zod';
import { JOB_STATES } from '@/lib/domain/batch-job';
import { JOB_PHASES, POOL_SLOTS_MAX, SLOT_STATES } from '@/lib/domain/pool';
import { Instant, pageOf, Paging, ReasonSchema, Verdict } from './common';
import { CleanUp } from './domain-making';
import { EnvironmentIdSchema, VoName } from './environments';

export const PoolIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a pool' });

const word = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const Word = z.string().regex(word, 'write letters, digits, dots, dashes and underscores, 63 at most');
const Slots = z.number().int().min(0).max(POOL_SLOTS_MAX);
/** A week: whoever keeps a slot for longer means one that is always there (`min`). */
const IDLE_SECONDS_MAX = 7 * 24 * 3600;

const policy = {
  min: Slots.meta({ description: 'Slots that are kept though no job asks for them' }),
  max: Slots.min(1).meta({ description: 'Never more' }),
  idleSeconds: z
    .number()
    .int()
    .min(0)
    .max(IDLE_SECONDS_MAX)
    .meta({ description: 'After which a slot that nobody uses is taken away' }),
  bootAhead: Slots.meta({ description: 'While jobs wait, so many slots more than these need' }),
  closesAt: Instant.nullable().meta({
    description:
      'From then on its hosts are not to be used; no slot is booted for a job whose limit does not fit before it',
  }),
  enabled: z.boolean(),
};

export const CreatePool = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/, 'write a name of lower-case letters, digits and hyphens, a letter first')
      .meta({ description: 'What jobs ask for: a feature of the nodes' }),
    environmentId: EnvironmentIdSchema,
    system: Word.meta({ description: 'Batch system, as the settings of the agent call it' }),
    vo: VoName.nullable().default(null),
    nodes: z.array(Word).min(1).max(POOL_SLOTS_MAX).meta({
      description: 'Nodes that the batch system knows by its own settings, one for each slot; domains are called so',
    }),
    addresses: z
      .array(z.ipv4())
      .max(POOL_SLOTS_MAX)
      .default([])
      .meta({ description: 'Of the nodes, in their order; empty: their guests ask for one by DHCP' }),
    prefix: z.number().int().min(1).max(32).nullable().default(null),
    network: z.string().min(1).max(255).nullable().default(null).meta({ description: 'As hosts call it' }),
    min: policy.min.default(0),
    max: policy.max,
    idleSeconds: policy.idleSeconds.default(300),
    bootAhead: policy.bootAhead.default(0),
    closesAt: policy.closesAt.default(null),
    reason: ReasonSchema,
  })
  .superRefine((pool, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (new Set(pool.nodes).size < pool.nodes.length) issue('nodes', 'has a node twice');
    if (pool.max > pool.nodes.length) issue('max', `is more than the ${pool.nodes.length} nodes`);
    if (pool.min > pool.max) issue('min', 'is more than the most');
    if (pool.addresses.length > 0 && pool.addresses.length !== pool.nodes.length)
      issue('addresses', 'has to have one for each node, or none');
    if (pool.addresses.length > 0 && pool.prefix === null) issue('prefix', 'is needed with addresses');
  })
  .meta({ id: 'CreatePool' });
export type CreatePool = z.infer<typeof CreatePool>;

export const ChangePool = z
  .strictObject({ ...z.object(policy).partial().shape, reason: ReasonSchema })
  .meta({ id: 'ChangePool' });
export type ChangePool = z.infer<typeof ChangePool>;

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
    words: z.string().nullable().meta({ description: 'What stands in its way' }),
    readAt: Instant.nullable().meta({ description: 'When its batch system last answered' }),
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
});
export type PoolJob = z.infer<typeof Job>;
export const PoolDetail = Pool.extend({
  nodes: z.array(z.string()),
  addresses: z.array(z.string()),
  network: z.string().nullable(),
  ownerName: z.string().meta({ description: 'By whose account its domains are made' }),
  createdAt: Instant,
  slots: z.array(Slot).meta({ description: 'Those that are there, and the last that are gone; newest first' }),
  jobs: z.array(Job).meta({ description: 'Those that wait or run, and the last that have ended; newest first' }),
  can: z.object({ change: Verdict }),
}).meta({ id: 'PoolDetail' });
export type PoolDetail = z.infer<typeof PoolDetail>;
