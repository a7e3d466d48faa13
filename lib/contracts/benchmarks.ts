import { z } from 'zod';
import {
  BENCHMARK_PLACES,
  GUARDS,
  METRIC_ACROSS,
  METRIC_DIRECTIONS,
  MOST_LANES,
  MOST_REPEATS,
  STANDINGS,
  VERDICT_KINDS,
} from '@/lib/domain/benchmark';
import { OPERATION_STATES } from '@/lib/domain/operation';
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
import { RunDrift } from './drift';

export const BenchmarkIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of one version of a benchmark' });

const Metric = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  direction: z.enum(METRIC_DIRECTIONS),
  across: z.enum(METRIC_ACROSS).meta({
    description: 'What several ends at once make of one repeat: the sum over them, or the median of each',
  }),
});

/** A benchmark that can be run, as it is defined now. */
export const Benchmark = z
  .object({
    id: BenchmarkIdSchema,
    name: z.string(),
    version: z.number().int(),
    title: z.string(),
    about: z.string(),
    places: z.array(z.enum(BENCHMARK_PLACES)),
    programs: z.array(z.string()).meta({ description: 'Must be there where it runs' }),
    parameters: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        unit: z.string().nullable(),
        kind: z.enum(['integer', 'word']),
        default: z.union([z.number(), z.string()]),
        min: z.number().nullable(),
        max: z.number().nullable(),
      }),
    ),
    metrics: z.array(Metric),
    repeats: z.number().int(),
    warmUps: z.number().int(),
    timeLimitSeconds: z.number().int().meta({ description: 'Of one repeat' }),
    shipped: z.boolean().meta({ description: 'Comes with this release; otherwise written by somebody here' }),
    createdByName: z.string(),
    createdAt: Instant,
    retiredAt: Instant.nullable().meta({ description: 'Since then it is not offered any more' }),
  })
  .meta({ id: 'Benchmark' });
export type Benchmark = z.infer<typeof Benchmark>;
export const ListBenchmarksQuery = z.object({
  retired: z.stringbool().optional().meta({ description: 'Also those that are not offered any more' }),
});
export type ListBenchmarksQuery = z.infer<typeof ListBenchmarksQuery>;
export const BenchmarkList = z.object({ items: z.array(Benchmark) }).meta({ id: 'BenchmarkList' });
export type BenchmarkList = z.infer<typeof BenchmarkList>;

/** Where one measurement runs: in a domain or between two, or on a host itself or between two. */
const Ends = z.object({
  domainId: DomainIdSchema.optional(),
  peerDomainId: DomainIdSchema.optional().meta({ description: 'The other end, for a benchmark between two domains' }),
  hostId: HostIdSchema.optional().meta({ description: 'Instead of a domain: on the host itself, without a guest' }),
  peerHostId: HostIdSchema.optional().meta({
    description: 'The other end, for a benchmark between two hosts; the same host once more is two processes on it',
  }),
});
/** The ends of one measurement, as asked for. */
export type RunEndsAsked = z.infer<typeof Ends>;

export const RunBenchmarkFields = Ends.extend({
  also: z
    .array(Ends.strict())
    .max(MOST_LANES - 1)
    .default([])
    .meta({ description: 'Further ends, or pairs, that run it at the same time; of the same kind as the first' }),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  repeats: z.number().int().min(1).max(MOST_REPEATS).optional().meta({ description: 'Left out: as defined' }),
  warmUps: z.number().int().min(0).max(MOST_REPEATS).optional(),
  guard: z.enum(GUARDS).default('refuse').meta({
    description: 'Whether moves and starts on its hosts are refused meanwhile, or let through and recorded',
  }),
  reason: ReasonSchema,
});

/**
 * Runs it in domains or on hosts themselves. The hosts are held for it: unless told to record them, nothing is moved to or
 * from them meanwhile and nothing is started there.
 */
export const RunBenchmark = RunBenchmarkFields.strict()
  .superRefine((body, context) => {
    const wanted = kindOfEnds(body);
    for (const [index, ends] of [body, ...body.also].entries()) {
      const path = index === 0 ? [] : ['also', index - 1];
      const kind = kindOfEnds(ends);
      if (kind === undefined)
        context.addIssue({
          code: 'custom',
          path: [...path, 'domainId'],
          message: 'name a domain, or a host, not both',
        });
      else if (kind !== wanted)
        context.addIssue({ code: 'custom', path: [...path, `${kind}Id`], message: `the first end is a ${wanted}` });
    }
  })
  .meta({ id: 'RunBenchmark' });
export type RunBenchmark = z.infer<typeof RunBenchmark>;

/** Undefined where it names none, or both. */
function kindOfEnds(ends: RunEndsAsked): 'domain' | 'host' | undefined {
  if (ends.domainId !== undefined) return (ends.hostId ?? ends.peerHostId) ? undefined : 'domain';
  return ends.hostId === undefined || ends.peerDomainId !== undefined ? undefined : 'host';
}

const Neighbour = z.object({
  name: z.string(),
  vcpus: z.number(),
  cpuLoad: z.number().nullable(),
  hostName: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'Where it runs on another host of the same machine: that one; else null' }),
});
const ProvenanceEnd = z.object({
  lane: z.number().int().default(0).meta({ description: 'Which of the ends that ran at the same time' }),
  domainName: z.string().nullable().meta({ description: 'Null on a host itself' }),
  hostName: z.string(),
  simulated: z.boolean(),
  hypervisor: z.string(),
  hypervisorVersion: z.string(),
  managementVersion: z.string().nullable(),
  hostCpuModel: z.string(),
  hostCpuCount: z.number(),
  hostCpuFlags: z.array(z.string()),
  hostCpuLoad: z.number().nullable(),
  guestMode: z.string().meta({ description: '`native` on a host itself, `dom0` where that is Xen’s own domain' }),
  vcpus: z.number(),
  memoryKiB: z.number(),
  definitionHash: z.string().nullable(),
  imageChecksum: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'Of the kernel and first root file system that the guest booted; null where not known' }),
  /** As the guest itself says; null where it does not. */
  guest: z.object({
    kernel: z.string().nullable(),
    cpuModel: z.string().nullable(),
    microcode: z.string().nullable(),
    cpuFlags: z.array(z.string()),
  }),
  neighbours: z.array(Neighbour).meta({ description: 'Other running domains of the host, at the start' }),
});
/** What a run was made on, as read right before its first repeat. */
export const Provenance = z
  .object({
    at: Instant,
    gridboxVersion: z.string(),
    emulated: z.boolean().meta({ description: 'Instructions were emulated: not comparable with any processor’s' }),
    ends: z.array(ProvenanceEnd).min(1),
  })
  .meta({ id: 'Provenance' });
export type Provenance = z.infer<typeof Provenance>;

const Figures = z.record(z.string(), z.number());
export const BenchmarkSample = z.object({
  repeat: z.number().int(),
  lane: z.number().int().meta({ description: 'Which of the ends that ran at the same time; 0 is the run’s own' }),
  warmUp: z.boolean(),
  startedAt: Instant,
  startSpreadMs: z.number().nullable().meta({
    description: 'All ends of this repeat began within this time; null where there was one',
  }),
  durationMs: z.number(),
  figures: Figures.nullable().meta({ description: 'Metric → figure; null where the repeat failed' }),
  series: z.record(z.string(), z.array(z.object({ x: z.number(), y: z.number() }))).nullable(),
  exitCode: z.number().int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  error: z.string().nullable(),
});
export type BenchmarkSample = z.infer<typeof BenchmarkSample>;

export const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), confidence: z.number() });

export const BenchmarkRunSummary = z
  .object({
    id: OperationIdSchema,
    benchmarkId: BenchmarkIdSchema,
    benchmarkName: z.string(),
    benchmarkVersion: z.number().int(),
    title: z.string(),
    place: z.enum(BENCHMARK_PLACES),
    domainId: DomainIdSchema.nullable().meta({ description: 'Null where it ran on a host itself' }),
    domainName: z.string().nullable(),
    hostId: HostIdSchema.nullable(),
    hostName: z.string(),
    peerDomainId: DomainIdSchema.nullable(),
    peerDomainName: z.string().nullable(),
    peerHostId: HostIdSchema.nullable(),
    peerHostName: z.string().nullable(),
    vo: z.string().nullable(),
    state: z.enum(OPERATION_STATES),
    waitingFor: z.string().nullable(),
    cancelRequested: z.boolean(),
    repeats: z.number().int(),
    warmUps: z.number().int(),
    done: z.number().int().meta({ description: 'Repeats that have ended, warm-ups among them' }),
    guests: z.number().int().meta({ description: 'How many ends, or pairs, ran it at the same time' }),
    guard: z.enum(GUARDS),
    emulated: z.boolean().nullable(),
    standing: z.enum(STANDINGS),
    contaminated: z.boolean(),
    hostLoad: z
      .number()
      .nullable()
      .meta({ description: 'Busy share of its busiest host right before its first repeat, 0..1; null while not read' }),
    metrics: z.array(
      Metric.extend({
        samples: z.number().int(),
        estimate: Estimate.nullable().meta({
          description: 'Median with its interval; null without a repeat that counts',
        }),
      }),
    ),
    actorName: z.string(),
    reason: z.string().nullable(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'BenchmarkRunSummary' });
export type BenchmarkRunSummary = z.infer<typeof BenchmarkRunSummary>;

/** One lane of a run with its ends by name. */
export const RunLane = z.object({
  domainId: DomainIdSchema.nullable(),
  domainName: z.string().nullable(),
  hostId: HostIdSchema.nullable(),
  hostName: z.string(),
  peerDomainId: DomainIdSchema.nullable(),
  peerDomainName: z.string().nullable(),
  peerHostId: HostIdSchema.nullable(),
  peerHostName: z.string().nullable(),
});

export const MigrationMeanwhile = z.object({
  id: OperationIdSchema,
  domainName: z.string(),
  sourceHostName: z.string(),
  targetHostName: z.string(),
  state: z.enum(OPERATION_STATES),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
});

/** What was said of a run, by whom; the one with the highest sequence holds. */
export const BenchmarkVerdict = z
  .object({
    id: z.uuid(),
    sequence: z.number().int(),
    verdict: z.enum(VERDICT_KINDS),
    comment: z.string(),
    actorName: z.string(),
    at: Instant,
  })
  .meta({ id: 'BenchmarkVerdict' });
export type BenchmarkVerdict = z.infer<typeof BenchmarkVerdict>;

const COMMENT_CHARACTERS = 2_000;
/** Puts a run before a manager. */
export const ProposeRun = z
  .object({ note: z.string().trim().max(COMMENT_CHARACTERS).optional() })
  .strict()
  .meta({ id: 'ProposeRun' });
export type ProposeRun = z.infer<typeof ProposeRun>;

/** A verdict stays; a later one stands in its place, and says which it saw when it was made. */
export const JudgeRun = z
  .object({
    verdict: z.enum(VERDICT_KINDS),
    comment: z
      .string()
      .trim()
      .max(COMMENT_CHARACTERS)
      .default('')
      .meta({ description: 'May be empty only where a run that nothing disturbed is accepted' }),
    supersedes: z
      .uuid()
      .nullable()
      .meta({ description: 'The verdict that held when this one was made; null for the first' }),
  })
  .strict()
  .meta({ id: 'JudgeRun' });
export type JudgeRun = z.infer<typeof JudgeRun>;

export const BenchmarkRunDetail = BenchmarkRunSummary.extend({
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  provenance: Provenance.nullable(),
  contamination: z.array(z.string()),
  lanes: z.array(RunLane).meta({ description: 'Further ends that ran it at the same time: lane 1 onwards' }),
  migrations: z
    .array(MigrationMeanwhile)
    .meta({ description: 'Migrations to, from or beside its hosts while it held them' }),
  submitted: z.object({ at: Instant, byName: z.string(), note: z.string().nullable() }).nullable(),
  verdicts: z.array(BenchmarkVerdict).meta({ description: 'Newest first' }),
  drift: z
    .array(RunDrift)
    .meta({ description: 'Against what its host was declared to do when it ended, one a metric' }),
  samples: z.array(BenchmarkSample),
}).meta({ id: 'BenchmarkRunDetail' });
export type BenchmarkRunDetail = z.infer<typeof BenchmarkRunDetail>;

export const ListBenchmarkRunsQuery = Paging.extend({
  state: listParam(z.enum(OPERATION_STATES)),
  standing: listParam(z.enum(STANDINGS)),
  benchmark: z.string().max(63).optional().meta({ description: 'Name of a benchmark' }),
  domain: DomainIdSchema.optional(),
  host: HostIdSchema.optional(),
});
export type ListBenchmarkRunsQuery = z.infer<typeof ListBenchmarkRunsQuery>;
export const BenchmarkRunPage = pageOf(BenchmarkRunSummary).meta({ id: 'BenchmarkRunPage' });
export type BenchmarkRunPage = z.infer<typeof BenchmarkRunPage>;
