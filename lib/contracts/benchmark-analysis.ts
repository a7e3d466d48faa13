import { z } from 'zod';
import { BENCHMARK_PLACES, COMPARISON_VERDICTS, METRIC_DIRECTIONS, STANDINGS } from '@/lib/domain/benchmark';
import { IMPORT_NAME_MAX } from '@/lib/domain/imported-result';
import { TECHNOLOGIES } from '@/lib/domain/technologies/technologies';
import { DomainIdSchema, HostIdSchema, Instant, listParam, OperationIdSchema } from './common';

const Metric = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  direction: z.enum(METRIC_DIRECTIONS),
});
const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), confidence: z.number() });
export type Estimate = z.infer<typeof Estimate>;

/** What ran it: the bare host, or a technology of the capability matrix. */
export const MEASURED_ON = ['native', ...TECHNOLOGIES, 'unknown'] as const;
const MeasuredOn = z.enum(MEASURED_ON);

/** Results that are alike, taken together. */
const ResultPool = z
  .object({
    measuredOn: MeasuredOn,
    technology: z.string().meta({ description: 'In words' }),
    conditions: z.array(z.string()).meta({ description: 'What places it, in words' }),
    hosts: z.array(z.string()).meta({ description: 'Empty for those who do not see hosts' }),
    ends: z.array(z.string()).meta({ description: 'What was measured' }),
    runs: z.array(z.string()).meta({ description: 'Ids of runs and of imported results, newest first' }),
    imported: z.number().int().meta({ description: 'How many of them were imported' }),
    older: z.number().int().meta({ description: 'Runs that were alike too, but too old to go in' }),
    accepted: z.number().int().meta({ description: 'How many of the runs are accepted' }),
    contaminated: z.number().int(),
    samples: z.number().int(),
    median: Estimate,
    latestAt: Instant,
  })
  .meta({ id: 'BenchmarkResultPool' });
export type ResultPool = z.infer<typeof ResultPool>;

const Judged = z.object({
  change: Estimate.meta({ description: 'Candidate over baseline, as the figures are' }),
  performance: Estimate.meta({ description: 'The same turned so that above one is better' }),
  verdict: z.enum(COMPARISON_VERDICTS),
  p: z.number().meta({ description: 'Mann-Whitney, two-sided' }),
  threshold: z.number().meta({ description: 'What the verdict asked the difference to exceed, as a share' }),
  detectable: z.number().nullable().meta({ description: 'Smallest difference so many repeats would show, as a share' }),
  moreForOnePercent: z.number().int().nullable().meta({ description: 'Repeats each side lacks to show one per cent' }),
});
export type Judged = z.infer<typeof Judged>;

const ReferencePoint = z.object({
  configuration: z.string(),
  source: z.string(),
  value: z.number(),
  change: z.number().meta({ description: 'Over the source’s own native value; it gives no interval' }),
  performance: z.number(),
});
export type ReferencePoint = z.infer<typeof ReferencePoint>;

/** What was not looked at, and why. */
const LeftOut = z.object({
  contaminated: z.number().int(),
  rejected: z.number().int().meta({ description: 'Rejected, or to be made again' }),
  older: z.boolean().meta({ description: 'There are older runs than could be looked at' }),
});
export type LeftOut = z.infer<typeof LeftOut>;

export const OverviewQuery = z.object({
  unlike: z.stringbool().default(false).meta({ description: 'Compare with unlike native results too' }),
  standing: listParam(z.enum(STANDINGS)),
  host: HostIdSchema.optional(),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

export const OVERHEAD_KINDS = ['native', 'compared', 'unlike', 'no-native', 'no-ratio'] as const;
const OverheadRow = z.object({
  kind: z.enum(OVERHEAD_KINDS),
  pool: ResultPool,
  performance: Estimate.nullable().meta({ description: 'Against native = 1; above one is better' }),
  judged: Judged.nullable(),
  baseline: ResultPool.nullable(),
  unlike: z.array(z.string()),
  noted: z.array(z.string()),
});
export type OverheadRow = z.infer<typeof OverheadRow>;
const MetricOverheads = z.object({
  benchmark: z.string(),
  title: z.string(),
  metric: Metric,
  nativePlace: z
    .enum(BENCHMARK_PLACES)
    .nullable()
    .meta({ description: 'Where it is run natively now; null: it runs in domains only, or is not offered any more' }),
  rows: z.array(OverheadRow),
  references: z.array(ReferencePoint),
});
export type MetricOverheads = z.infer<typeof MetricOverheads>;
export const BenchmarkOverview = z
  .object({ metrics: z.array(MetricOverheads), leftOut: LeftOut })
  .meta({ id: 'BenchmarkOverview' });
export type BenchmarkOverview = z.infer<typeof BenchmarkOverview>;

const Runs = listParam(OperationIdSchema);
export const ComparisonQuery = z.object({
  aRun: Runs.meta({ description: 'Runs of selection A' }),
  aHost: HostIdSchema.optional(),
  aTechnology: MeasuredOn.optional(),
  aDomain: DomainIdSchema.optional(),
  aStanding: z.enum(STANDINGS).optional(),
  aSince: Instant.optional(),
  aUntil: Instant.optional(),
  bRun: Runs.meta({ description: 'Runs of selection B' }),
  bHost: HostIdSchema.optional(),
  bTechnology: MeasuredOn.optional(),
  bDomain: DomainIdSchema.optional(),
  bStanding: z.enum(STANDINGS).optional(),
  bSince: Instant.optional(),
  bUntil: Instant.optional(),
  unlike: z.stringbool().default(false).meta({ description: 'Compare unlike results too' }),
});
export type ComparisonQuery = z.infer<typeof ComparisonQuery>;

const Side = z.object({ pool: ResultPool, samples: z.array(z.number()) });
const ComparisonRow = z.object({
  benchmark: z.string(),
  title: z.string(),
  metric: Metric,
  a: Side,
  b: Side,
  judged: Judged.nullable().meta({ description: 'B over A; null where `why` says so' }),
  why: z.enum(['compared', 'unlike', 'no-ratio']),
  unlike: z.array(z.string()),
  noted: z.array(z.string()),
});
export type ComparisonRow = z.infer<typeof ComparisonRow>;
const OnlyOne = z.object({ title: z.string(), metric: z.string() });
const SelectionSummary = z.object({ runs: z.number().int(), leftOut: LeftOut });
export const BenchmarkComparison = z
  .object({
    a: SelectionSummary,
    b: SelectionSummary,
    rows: z.array(ComparisonRow),
    onlyA: z.array(OnlyOne),
    onlyB: z.array(OnlyOne),
  })
  .meta({ id: 'BenchmarkComparison' });
export type BenchmarkComparison = z.infer<typeof BenchmarkComparison>;

export const TrendQuery = z.object({
  benchmark: z.string().max(IMPORT_NAME_MAX),
  metric: z.string().max(IMPORT_NAME_MAX),
  host: HostIdSchema.optional(),
  technology: MeasuredOn.optional(),
  domain: DomainIdSchema.optional(),
  standing: z.enum(STANDINGS).optional(),
  variant: z.string().max(500).optional().meta({ description: 'One of `variants`; left out: the most measured one' }),
});
export type TrendQuery = z.infer<typeof TrendQuery>;
const TrendPoint = z.object({
  run: z.string(),
  at: Instant,
  technology: z.string(),
  host: z.string().nullable(),
  ends: z.string(),
  median: Estimate,
  samples: z.number().int(),
  contaminated: z.boolean(),
  standing: z.enum(STANDINGS),
  extraordinary: z.boolean().meta({ description: 'Moved further than this test’s past calls noise' }),
});
export type TrendPoint = z.infer<typeof TrendPoint>;
const TrendChange = z.object({
  lastBeforeAt: Instant,
  firstAfterAt: Instant,
  firstAfterRun: z.string(),
  imported: z.boolean().meta({ description: 'The first after it was measured elsewhere: Gridbox has no run of it' }),
  before: z.number(),
  after: z.number(),
  ratio: Estimate.nullable().meta({ description: 'Level after over level before' }),
  changed: z.array(z.string()).meta({ description: 'Empty: nothing that is recorded' }),
});
export type TrendChange = z.infer<typeof TrendChange>;

/** A sentence at a date, by a manager or an operator. */
export const BenchmarkNote = z
  .object({
    id: z.uuid(),
    at: Instant,
    text: z.string(),
    hostId: HostIdSchema.nullable().meta({ description: 'Null: of the whole testbed' }),
    hostName: z.string().nullable(),
    authorName: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'BenchmarkNote' });
export type BenchmarkNote = z.infer<typeof BenchmarkNote>;
export const AddBenchmarkNote = z
  .object({
    at: Instant,
    text: z.string().trim().min(1).max(500),
    hostId: HostIdSchema.optional().meta({ description: 'Left out: of the whole testbed' }),
  })
  .strict()
  .meta({ id: 'AddBenchmarkNote' });
export type AddBenchmarkNote = z.infer<typeof AddBenchmarkNote>;

export const BenchmarkTrend = z
  .object({
    title: z.string(),
    metric: Metric,
    variant: z.string().nullable(),
    variants: z.array(z.object({ name: z.string(), runs: z.number().int() })),
    points: z.array(TrendPoint).meta({ description: 'Oldest first' }),
    changes: z.array(TrendChange),
    threshold: z.number().nullable().meta({ description: 'Q3 + 3 IQR of past changes, as a share' }),
    notes: z.array(BenchmarkNote),
    leftOut: LeftOut,
  })
  .meta({ id: 'BenchmarkTrend' });
export type BenchmarkTrend = z.infer<typeof BenchmarkTrend>;

/** Curves drawn together: more cannot be told apart. */
export const MOST_CURVES = 6;
export const ClusterQuery = z.object({
  run: listParam(OperationIdSchema).refine((runs) => runs === undefined || runs.length <= MOST_CURVES, {
    error: `at most ${MOST_CURVES} runs`,
  }),
});
export type ClusterQuery = z.infer<typeof ClusterQuery>;
const Curve = z.object({
  metric: z.string(),
  points: z.array(z.object({ x: z.number(), q1: z.number(), median: z.number(), q3: z.number() })),
});
const ClusterRun = z.object({
  id: z.string(),
  label: z.string(),
  technology: z.string(),
  conditions: z.array(z.string()),
  ends: z.string(),
  at: Instant,
  guests: z.number().int(),
  contaminated: z.boolean(),
  standing: z.enum(STANDINGS),
});
export type ClusterRun = z.infer<typeof ClusterRun>;
const DrawnRun = ClusterRun.extend({
  repeats: z.number().int(),
  figures: z.array(Metric.extend({ median: Estimate })).meta({ description: 'Of all pairs together' }),
  curves: z.array(Curve),
  unlike: z
    .array(z.string())
    .meta({ description: 'What it differs in from the first that is drawn, beside what is compared here on purpose' }),
});
export type DrawnRun = z.infer<typeof DrawnRun>;
const Scaling = z.object({
  metric: Metric,
  technology: z.string(),
  conditions: z.array(z.string()),
  steps: z.array(
    z.object({
      guests: z.number().int(),
      pool: ResultPool,
      change: Estimate.nullable().meta({ description: 'Over that of one guest' }),
    }),
  ),
});
export type Scaling = z.infer<typeof Scaling>;
export const BenchmarkCluster = z
  .object({
    runs: z.array(ClusterRun).meta({ description: 'Those that could be drawn, newest first' }),
    drawn: z.array(DrawnRun),
    series: z
      .object({ xTitle: z.string(), xUnit: z.string(), metrics: z.array(Metric) })
      .nullable()
      .meta({ description: 'Null while the benchmark is not there' }),
    scaling: z.array(Scaling),
    references: z.array(z.object({ metric: z.string(), points: z.array(ReferencePoint) })),
    referenceScaling: z.array(
      z.object({
        metric: z.string(),
        steps: z.array(z.object({ guests: z.number(), source: z.string(), value: z.number(), change: z.number() })),
      }),
    ),
    leftOut: LeftOut,
  })
  .meta({ id: 'BenchmarkCluster' });
export type BenchmarkCluster = z.infer<typeof BenchmarkCluster>;

const Choice = z.object({ id: z.string(), name: z.string() });
/** What there are results of: the choices of the analysis pages. */
export const BenchmarkChoices = z
  .object({
    benchmarks: z.array(z.object({ name: z.string(), title: z.string(), metrics: z.array(Metric) })),
    hosts: z.array(Choice).meta({ description: 'Empty for those who do not see hosts' }),
    domains: z.array(Choice),
    technologies: z.array(z.object({ id: MeasuredOn, name: z.string() })),
    runs: z.array(z.object({ id: z.string(), label: z.string(), at: Instant })).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'BenchmarkChoices' });
export type BenchmarkChoices = z.infer<typeof BenchmarkChoices>;
