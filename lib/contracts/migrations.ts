import { z } from 'zod';
import { MIGRATION_STAGES, OPERATION_STATES } from '@/lib/domain/operation';
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

/** One reason why not (or why wait, or a caution), from the catalogue in `lib/domain/refusals.ts`. */
export const RefusalBody = z
  .object({
    code: z.string(),
    severity: z.enum(['refuse', 'wait', 'warn']),
    sentence: z.string(),
    remedy: z.string(),
    values: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Refusal' });
export type RefusalBody = z.infer<typeof RefusalBody>;

/** A figure foretold. `low`/`high` bound the middle four fifths of past errors where there is a history. */
const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
export const MigrationPrediction = z
  .object({
    durationMs: Estimate.nullable(),
    downtimeMs: Estimate.nullable(),
    bytes: z.number().nullable(),
    rounds: z.number().nullable(),
    converges: z.boolean().nullable(),
    /** What the figures rest on, in a sentence. */
    basis: z.string(),
  })
  .meta({ id: 'MigrationPrediction' });
export type MigrationPrediction = z.infer<typeof MigrationPrediction>;

export const Candidate = z
  .object({
    hostId: HostIdSchema,
    hostName: z.string(),
    simulated: z.boolean(),
    verdict: z.enum(['ready', 'ready-with-warnings', 'wait', 'refused']),
    refusals: z.array(RefusalBody),
    memoryFreeKiB: z.number().nullable(),
    memoryFreeAfterKiB: z.number().nullable(),
    cpuLoad: z.number().nullable(),
    prediction: MigrationPrediction.nullable(),
    /** What this pair can do; a control absent here is not offered. */
    options: z.object({
      cancel: z.boolean(),
      progress: z.boolean(),
      bandwidthCap: z.boolean(),
      downtimeCap: z.boolean(),
      autoConverge: z.boolean(),
      postCopy: z.boolean(),
      copyStorage: z.boolean(),
      live: z.boolean(),
    }),
    recommended: z.boolean(),
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof Candidate>;
/** `live=false` asks where it may move by stop and copy, `copyStorage=true` where its disks can be copied along. */
export const ListCandidatesQuery = z.object({
  live: z.stringbool().default(true),
  copyStorage: z.stringbool().default(false),
});

export const CandidateList = z
  .object({ domainId: DomainIdSchema, at: Instant, items: z.array(Candidate) })
  .meta({ id: 'CandidateList' });
export type CandidateList = z.infer<typeof CandidateList>;

/** A guest that is asked to rewrite more would only be asked for what it cannot do. */
const DIRTY_MIB_MAX = 4_096;
export const MigrateDomain = z
  .object({
    /** Left out: Gridbox chooses, and says why. */
    targetHostId: HostIdSchema.optional(),
    live: z.boolean().default(true),
    bandwidthMiBps: z.number().int().min(1).max(100_000).optional(),
    maxDowntimeMs: z.number().int().min(1).max(60_000).optional(),
    autoConverge: z.boolean().default(false),
    postCopy: z.boolean().default(false),
    copyStorage: z
      .boolean()
      .default(false)
      .meta({ description: 'Copies disks that are not shared to storage pools of the same path at the target' }),
    workload: z
      .object({ dirtyMiBPerSecond: z.number().int().min(0).max(DIRTY_MIB_MAX) })
      .strict()
      .optional()
      .meta({
        description:
          'Runs a program in the guest meanwhile, which counts what it gets done and rewrites so much memory a second: what the move costs it is kept. Needs the QEMU guest agent, or a shell that waits at the guest’s console; without either the move is made all the same',
      }),
    reason: ReasonSchema,
  })
  .strict()
  .meta({ id: 'MigrateDomain' });
export type MigrateDomain = z.infer<typeof MigrateDomain>;

/** A point of the chart. Figures the driver does not report are null, never zero. */
export const MigrationSample = z.object({
  at: Instant,
  elapsedMs: z.number(),
  bytesTotal: z.number().nullable(),
  bytesTransferred: z.number().nullable(),
  bytesRemaining: z.number().nullable(),
  dirtyBytesPerSecond: z.number().nullable(),
  bandwidthBytesPerSecond: z.number().nullable(),
  rounds: z.number().nullable(),
});
export type MigrationSample = z.infer<typeof MigrationSample>;

export const MigrationSummary = z
  .object({
    id: OperationIdSchema,
    domainId: DomainIdSchema,
    domainName: z.string(),
    vo: z.string().nullable(),
    simulated: z.boolean(),
    sourceHostId: HostIdSchema.nullable(),
    sourceHostName: z.string(),
    targetHostId: HostIdSchema.nullable(),
    targetHostName: z.string(),
    state: z.enum(OPERATION_STATES),
    stage: z.enum(MIGRATION_STAGES),
    /** 0..1, null where the driver reports nothing. Never runs backwards. */
    progress: z.number().nullable(),
    waitingFor: z.string().nullable(),
    cancellable: z.boolean(),
    stopRefusal: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot be stopped once it runs; null where it can' }),
    cancelRequested: z.boolean(),
    actorName: z.string(),
    reason: z.string().nullable(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    durationMs: z.number().nullable().meta({ description: 'From the hypervisor call to its end' }),
    downtimeMeasuredMs: z.number().nullable().meta({ description: "From the guest's own heartbeat" }),
    downtimeReportedMs: z.number().nullable().meta({ description: 'As the hypervisor says' }),
    bytesTransferred: z.number().nullable(),
    rounds: z.number().nullable(),
    guestHeardAt: Instant.nullable(),
    guestSilentSinceAt: Instant.nullable().meta({
      description: 'While it runs: the guest has given no sign of life at either host since then',
    }),
    error: z.string().nullable(),
  })
  .meta({ id: 'MigrationSummary' });
export type MigrationSummary = z.infer<typeof MigrationSummary>;

/** What a move cost a program that worked in the guest meanwhile; see `lib/benchmarks/workload.ts`. */
export const WorkloadCost = z
  .object({
    dirtyMiBPerSecond: z.number().meta({ description: 'What it was asked to rewrite' }),
    beforePerSecond: z.number(),
    afterPerSecond: z.number(),
    wallMs: z.number(),
    shareDone: z.number().meta({ description: 'Of what would have been done without the move' }),
    lostMs: z.number().meta({ description: 'So long a stop alone would have cost as much' }),
  })
  .meta({ id: 'WorkloadCost' });
export type WorkloadCost = z.infer<typeof WorkloadCost>;

export const MigrationDetail = MigrationSummary.extend({
  prediction: MigrationPrediction.nullable(),
  stages: z.array(z.object({ stage: z.enum(MIGRATION_STAGES), at: Instant })),
  samples: z.array(MigrationSample),
  /** Both hosts' own answers after the move. */
  verification: z.object({ source: z.string(), target: z.string(), guest: z.string(), at: Instant }).nullable(),
  /** What was refused or cautioned for the other hosts when this one was chosen. */
  alternatives: z.array(Candidate.pick({ hostId: true, hostName: true, verdict: true, refusals: true })),
  options: MigrateDomain.omit({ reason: true, targetHostId: true }),
  workload: WorkloadCost.nullable().meta({
    description: 'Null where no program was asked for, or it could not be read',
  }),
}).meta({ id: 'MigrationDetail' });
export type MigrationDetail = z.infer<typeof MigrationDetail>;

export const ListMigrationsQuery = Paging.extend({
  state: listParam(z.enum(OPERATION_STATES)),
  domain: DomainIdSchema.optional(),
  host: HostIdSchema.optional(),
});
export type ListMigrationsQuery = z.infer<typeof ListMigrationsQuery>;
export const MigrationPage = pageOf(MigrationSummary).meta({ id: 'MigrationPage' });
export type MigrationPage = z.infer<typeof MigrationPage>;
