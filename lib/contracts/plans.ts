/** Plans that people read before anything is done: the emptying of a host. */
import { z } from 'zod';
import { DRAIN_STRATEGIES, PLAN_ITEM_STATES, PLAN_STATES } from '@/lib/domain/drain';
import {
  DomainIdSchema,
  HostIdSchema,
  Instant,
  listParam,
  OperationIdSchema,
  pageOf,
  Paging,
  ReasonSchema,
} from './common';
import { MigrationPrediction } from './migrations';

export const PlanIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a plan' });

/** More at once than any link carries well. */
export const MOST_AT_ONCE = 16;
/** Of one plan; a host with more is drained in parts. */
const MOST_CHOICES = 2_000;

const DrainChoice = z.strictObject({
  domainId: DomainIdSchema,
  strategy: z
    .enum(DRAIN_STRATEGIES)
    .optional()
    .meta({ description: 'Left out: what runs is migrated, what is off stays' }),
  live: z.boolean().optional().meta({ description: 'False: by stop and copy' }),
  copyStorage: z.boolean().optional().meta({ description: 'Disks that only this host sees are copied along' }),
  targetHostId: HostIdSchema.optional().meta({ description: 'Left out: Gridbox chooses' }),
});
const choices = z.array(DrainChoice).max(MOST_CHOICES);
const atOnce = z.number().int().min(1).max(MOST_AT_ONCE);

export const PlanDrain = z
  .strictObject({
    choices: choices.default([]),
    atOnce: atOnce.optional().meta({ description: 'Left out: as many as the host lets leave at once' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'PlanDrain' });
export type PlanDrain = z.infer<typeof PlanDrain>;

/** What is left out stays as it was. */
export const Replan = z.strictObject({ choices: choices.optional(), atOnce: atOnce.optional() }).meta({ id: 'Replan' });
export type Replan = z.infer<typeof Replan>;

const Obstacle = z.object({
  sentence: z.string(),
  remedy: z.string(),
  hosts: z.number().int().nullable().meta({ description: 'How many hosts give this reason' }),
});
export type PlanObstacle = z.infer<typeof Obstacle>;

const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const PlannedDomain = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  roles: z.array(z.string()),
  vo: z.string().nullable(),
  memoryKiB: z.number(),
  active: z.boolean().meta({ description: 'It runs, or holds memory of its host; what is off stays where it is' }),
  strategy: z.enum(DRAIN_STRATEGIES),
  live: z.boolean(),
  copyStorage: z.boolean(),
  targetHostId: HostIdSchema.nullable(),
  targetHostName: z.string().nullable(),
  why: z.string(),
  counts: z
    .object({
      looked: z.number().int(),
      able: z.number().int(),
      reasons: z.array(z.object({ code: z.string(), words: z.string(), hosts: z.number().int() })),
    })
    .nullable()
    .meta({ description: 'How many hosts were looked at, and how many gave each reason' }),
  notChosen: z
    .array(z.object({ hostName: z.string(), able: z.boolean(), words: z.string() }))
    .meta({ description: 'The three that came next, with why not' }),
  prediction: MigrationPrediction.nullable(),
  blockers: z.array(Obstacle),
  cautions: z.array(Obstacle),
});
export type PlannedDomain = z.infer<typeof PlannedDomain>;

/** The document: what would be done, in its order, and what it does to the other hosts. */
export const DrainDocument = z
  .object({
    items: z.array(PlannedDomain),
    peers: z.array(
      z.object({
        hostId: HostIdSchema,
        hostName: z.string(),
        arriving: z.array(z.string()),
        memoryTotalKiB: z.number().nullable(),
        memoryFreeKiB: z.number().nullable(),
        memoryFreeAfterKiB: z.number().nullable(),
        cpuLoad: z.number().nullable(),
        cpuLoadAfter: z.number().nullable().meta({ description: 'Null where a load that counts is not known' }),
      }),
    ),
    bytes: z.number(),
    durationMs: Estimate.nullable().meta({
      description: 'low: moves at once do not slow each other; high: they share one link wholly',
    }),
    unforetold: z.number().int().meta({ description: 'Moves that nobody can foretell; they are in no figure' }),
  })
  .meta({ id: 'DrainDocument' });
export type DrainDocument = z.infer<typeof DrainDocument>;

const PlanProgress = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  state: z.enum(PLAN_ITEM_STATES),
  words: z.string().nullable().meta({ description: 'Why it is so, where there is more to say' }),
  operationId: OperationIdSchema.nullable(),
  homeState: z.enum(PLAN_ITEM_STATES).nullable().meta({ description: 'Of its way home' }),
  homeWords: z.string().nullable(),
  homeOperationId: OperationIdSchema.nullable(),
});
export type PlanProgress = z.infer<typeof PlanProgress>;

const summary = {
  id: PlanIdSchema,
  kind: z.literal('drain'),
  hostId: HostIdSchema,
  hostName: z.string(),
  state: z.enum(PLAN_STATES),
  halted: z.string().nullable().meta({ description: 'Why it stands still, where nobody has paused it' }),
  total: z.number().int().meta({ description: 'Domains that something is done with' }),
  done: z.number().int(),
  blocked: z.array(z.string()).meta({ description: 'Names of domains that cannot go as planned, or did not' }),
  leftMs: z.number().nullable().meta({ description: 'Foretold for what is still to be done' }),
  madeByName: z.string(),
  approvedByName: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
};
export const PlanSummary = z.object(summary).meta({ id: 'PlanSummary' });
export type PlanSummary = z.infer<typeof PlanSummary>;

export const Plan = z
  .object({
    ...summary,
    version: z.number().int(),
    atOnce: z.number().int(),
    plannedAt: Instant,
    approvedAt: Instant.nullable(),
    choices: z.array(DrainChoice),
    document: DrainDocument,
    progress: z.array(PlanProgress).meta({ description: 'Empty before it is approved' }),
    difference: z.array(z.string()).meta({ description: 'What the last planning changed, in sentences' }),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;

export const PlanPage = pageOf(PlanSummary).meta({ id: 'PlanPage' });
export type PlanPage = z.infer<typeof PlanPage>;
export const ListPlansQuery = Paging.extend({ host: HostIdSchema.optional(), state: listParam(z.enum(PLAN_STATES)) });
export type ListPlansQuery = z.infer<typeof ListPlansQuery>;
