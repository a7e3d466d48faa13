/** Plans that people read: the emptying of a host and the levelling of many, before anything is done; a what-if, by which nothing is. */
import { z } from 'zod';
import { DEFAULT_JOB_WAIT_MINUTES, JOB_DECISIONS, JOB_STAGES, MOST_JOB_WAIT_MINUTES } from '@/lib/domain/batch';
import { DRAIN_STRATEGIES } from '@/lib/domain/drain';
import { HOST_CLASSES } from '@/lib/domain/host';
import { PLAN_ITEM_STATES, PLAN_KINDS, PLAN_STATES } from '@/lib/domain/plan';
import { DEFAULT_REBALANCE_MOVES, MOST_REBALANCE_MOVES, PLAN_ORIGINS } from '@/lib/domain/rebalance';
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
import { DrainDocument, Estimate, Obstacle } from './drain-document';
import { MigrationPrediction } from './migrations';
import { WhatIfDocument, WhatIfWish } from './what-if';

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
export const atOnce = z.number().int().min(1).max(MOST_AT_ONCE);

const jobWaitMinutes = z
  .number()
  .int()
  .min(1)
  .max(MOST_JOB_WAIT_MINUTES)
  .meta({ description: 'How long jobs of worker nodes that are shut down are waited for; then somebody decides' });

export const PlanDrain = z
  .strictObject({
    choices: choices.default([]),
    atOnce: atOnce.optional().meta({ description: 'Left out: as many as the host lets leave at once' }),
    jobWaitMinutes: jobWaitMinutes.default(DEFAULT_JOB_WAIT_MINUTES),
    reason: ReasonSchema,
  })
  .meta({ id: 'PlanDrain' });
export type PlanDrain = z.infer<typeof PlanDrain>;

const struck = z.array(DomainIdSchema).max(MOST_REBALANCE_MOVES);
/** VOs that a testbed has, and then some. */
const MOST_ISOLATED = 100;
export const rebalanceRules = {
  hostClass: z.enum(HOST_CLASSES).nullable().meta({ description: 'Hosts of one class alone; null: of all' }),
  mostMoves: z.number().int().min(1).max(MOST_REBALANCE_MOVES),
  keepsNPlusOne: z.boolean().meta({
    description: 'Hosts whose loss the others could take up before the moves can still be lost after them',
  }),
  isolatedVos: z
    .array(z.string().min(1).max(63))
    .max(MOST_ISOLATED)
    .meta({ description: 'VOs whose domains share a host with no other VO’s' }),
};
export const PlanRebalance = z
  .strictObject({
    hostClass: rebalanceRules.hostClass.default(null),
    mostMoves: rebalanceRules.mostMoves.default(DEFAULT_REBALANCE_MOVES),
    keepsNPlusOne: rebalanceRules.keepsNPlusOne.default(true),
    isolatedVos: rebalanceRules.isolatedVos.default([]),
    atOnce: atOnce
      .optional()
      .meta({ description: 'At the same time in all; the limits of each host are kept besides' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'PlanRebalance' });
export type PlanRebalance = z.infer<typeof PlanRebalance>;

/** As it was asked for, with what somebody has struck out since. */
export const RebalanceWish = z.object({ ...rebalanceRules, struck }).meta({ id: 'RebalanceWish' });
export type RebalanceWish = z.infer<typeof RebalanceWish>;

/** What is left out stays as it was. */
export const Replan = z
  .strictObject({
    choices: choices.optional().meta({ description: 'Of a drain' }),
    struck: struck.optional().meta({
      description:
        'Of a rebalance: domains that stay. Where others are only added, the moves that are left are checked again; where one is taken back, all is planned anew',
    }),
    atOnce: atOnce.optional(),
    jobWaitMinutes: jobWaitMinutes.optional(),
  })
  .meta({ id: 'Replan' });
export type Replan = z.infer<typeof Replan>;

export const ResumePlan = z
  .strictObject({
    jobs: z
      .array(z.strictObject({ domainId: DomainIdSchema, decision: z.enum(JOB_DECISIONS) }))
      .max(MOST_CHOICES)
      .default([])
      .meta({
        description:
          'Of worker nodes whose jobs were not over in time. `wait`: once more as long, and what happens where it is left out; `stop`: its jobs end with it; `leave`: it stays',
      }),
  })
  .meta({ id: 'ResumePlan' });
export type ResumePlan = z.infer<typeof ResumePlan>;

const PlannedMove = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  roles: z.array(z.string()),
  vo: z.string().nullable(),
  memoryKiB: z.number(),
  sourceHostId: HostIdSchema,
  sourceHostName: z.string(),
  targetHostId: HostIdSchema,
  targetHostName: z.string(),
  why: z.string(),
  wave: z
    .number()
    .int()
    .meta({ description: 'From 1: those of one wave run at the same time, the next when all of them have ended' }),
  prediction: MigrationPrediction.nullable(),
  cautions: z.array(Obstacle),
});
export type PlannedMove = z.infer<typeof PlannedMove>;

const HostLevel = z.object({
  memoryUsedKiB: z.number().nullable(),
  vcpus: z.number().int(),
  domains: z.number().int().meta({ description: 'Those that run' }),
  loss: z
    .object({
      protectedDomains: z.number().int().meta({ description: 'Domains that would be started again' }),
      homeless: z.number().int().meta({ description: 'Of these, without a place' }),
    })
    .nullable()
    .default(null)
    .meta({
      description: 'If it were lost, as `/recovery/survival` has it; null where that was not asked, or it is not up',
    }),
});
const LevelledHost = z.object({
  hostId: HostIdSchema,
  hostName: z.string(),
  hostClass: z.enum(HOST_CLASSES),
  simulated: z.boolean(),
  pool: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Hosts between which domains can be moved have one number; null: it takes no part' }),
  closed: z.string().nullable().meta({ description: 'Why it takes no part' }),
  memoryTotalKiB: z.number().nullable(),
  cpus: z.number().int().nullable(),
  before: HostLevel,
  after: HostLevel,
});
export type LevelledHost = z.infer<typeof LevelledHost>;

/** The document: few moves, in the order in which they are made, and what they do to each host. */
export const RebalanceDocument = z
  .object({
    spreadBefore: z.number().meta({ description: 'How unevenly hosts are used; 0 is level' }),
    spreadAfter: z.number(),
    moves: z.array(PlannedMove),
    hosts: z.array(LevelledHost),
    stays: z
      .array(
        z.object({ code: z.string(), sentence: z.string(), domains: z.number().int(), names: z.array(z.string()) }),
      )
      .meta({ description: 'Domains that may not be moved, by reason, with an example of it and the first names' }),
    isolation: z
      .array(z.string())
      .default([])
      .meta({ description: 'Of each VO that is to be alone, whether it is when all moves are made' }),
    spreadReached: z
      .number()
      .nullable()
      .default(null)
      .meta({ description: 'Measured when the last move had ended; null before, and where that could not be' }),
    nothing: z.string().nullable().meta({ description: 'Why there is nothing to do; null where there is' }),
    cutShort: z
      .boolean()
      .meta({ description: 'The search ended at its bounds: planned again from there, more may be found' }),
    lossChecked: z.boolean().meta({
      description: 'False: there are so many hosts and domains that it was not asked whether each could be lost',
    }),
    bytes: z.number(),
    durationMs: Estimate.nullable().meta({
      description: 'low: moves at once do not slow each other; high: they share one link wholly',
    }),
    unforetold: z.number().int(),
  })
  .meta({ id: 'RebalanceDocument' });
export type RebalanceDocument = z.infer<typeof RebalanceDocument>;

const PlanProgress = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  state: z.enum(PLAN_ITEM_STATES),
  words: z.string().nullable().meta({ description: 'Why it is so, where there is more to say' }),
  operationId: OperationIdSchema.nullable(),
  jobs: z
    .object({
      stage: z.enum(JOB_STAGES),
      count: z.number().int().nullable().meta({ description: 'At the last look' }),
      untilAt: Instant.nullable().meta({ description: 'When the limit passes' }),
    })
    .nullable()
    .meta({ description: 'Of a worker node that is emptied before it is shut down' }),
  homeState: z.enum(PLAN_ITEM_STATES).nullable().meta({ description: 'Of its way home' }),
  homeWords: z.string().nullable(),
  homeOperationId: OperationIdSchema.nullable(),
});
export type PlanProgress = z.infer<typeof PlanProgress>;

const summary = {
  id: PlanIdSchema,
  kind: z.enum(PLAN_KINDS),
  hostId: HostIdSchema.nullable().meta({ description: 'The host that is emptied by a drain; null for other kinds' }),
  hostName: z.string().nullable(),
  hostClass: z.enum(HOST_CLASSES).nullable().meta({ description: 'Of a rebalance of one class of hosts' }),
  supposed: z.string().nullable().meta({ description: 'Of a what-if: what is supposed, in a line' }),
  answer: z.string().nullable().meta({ description: 'Of a what-if: what came out, in a line' }),
  state: z.enum(PLAN_STATES),
  halted: z.string().nullable().meta({ description: 'Why it stands still, where nobody has paused it' }),
  total: z.number().int().meta({ description: 'Domains that something is done with' }),
  done: z.number().int(),
  blocked: z.array(z.string()).meta({ description: 'Names of domains that cannot go as planned, or did not' }),
  leftRunning: z.array(z.string()).meta({
    description: 'Of a drain: names of domains that run on on the host when it is done; it is not empty then',
  }),
  spread: z
    .object({ before: z.number(), after: z.number() })
    .nullable()
    .meta({ description: 'Of a rebalance, as it was planned' }),
  waitsFor: z
    .string()
    .nullable()
    .meta({ description: 'Jobs at worker nodes that are to be shut down, e.g. `waits for 3 jobs at wn-07`' }),
  leftMs: z.number().nullable().meta({ description: 'Foretold for what is still to be done' }),
  madeByName: z.string(),
  approvedByName: z.string().nullable(),
  origin: z
    .enum(PLAN_ORIGINS)
    .meta({ description: 'A person; or the rebalance settings, to be read or to be carried out within their limits' }),
  reason: z.string().nullable(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
};
export const PlanSummary = z.object(summary).meta({ id: 'PlanSummary' });
export type PlanSummary = z.infer<typeof PlanSummary>;

const plan = {
  ...summary,
  version: z.number().int(),
  atOnce: z.number().int(),
  plannedAt: Instant,
  approvedAt: Instant.nullable(),
  progress: z.array(PlanProgress).meta({ description: 'Empty before it is approved' }),
  difference: z.array(z.string()).meta({ description: 'What the last planning changed, in sentences' }),
};
export const DrainPlan = z
  .object({
    ...plan,
    kind: z.literal('drain'),
    hostId: HostIdSchema,
    hostName: z.string(),
    choices: z.array(DrainChoice),
    jobWaitMinutes: z.number().int(),
    document: DrainDocument,
  })
  .meta({ id: 'DrainPlan' });
export type DrainPlan = z.infer<typeof DrainPlan>;
export const RebalancePlan = z
  .object({ ...plan, kind: z.literal('rebalance'), wish: RebalanceWish, document: RebalanceDocument })
  .meta({ id: 'RebalancePlan' });
export type RebalancePlan = z.infer<typeof RebalancePlan>;
export const WhatIfPlan = z
  .object({ ...plan, kind: z.literal('what-if'), wish: WhatIfWish, document: WhatIfDocument })
  .meta({ id: 'WhatIfPlan' });
export type WhatIfPlan = z.infer<typeof WhatIfPlan>;
export const Plan = z.discriminatedUnion('kind', [DrainPlan, RebalancePlan, WhatIfPlan]).meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;

export const PlanPage = pageOf(PlanSummary).meta({ id: 'PlanPage' });
export type PlanPage = z.infer<typeof PlanPage>;
export const ListPlansQuery = Paging.extend({
  host: HostIdSchema.optional(),
  kind: listParam(z.enum(PLAN_KINDS)),
  state: listParam(z.enum(PLAN_STATES)),
});
export type ListPlansQuery = z.infer<typeof ListPlansQuery>;
