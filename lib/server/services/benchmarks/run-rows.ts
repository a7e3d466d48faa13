import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { repeatFigures } from '@/lib/benchmarks/repeat-figures';
import { type BenchmarkRunSummary, type BenchmarkVerdict, Provenance } from '@/lib/contracts/benchmarks';
import type { Actor } from '@/lib/domain/access';
import { BENCHMARK_PLACES, GUARDS, STANDINGS, VERDICT_KINDS } from '@/lib/domain/benchmark';
import { isFinished, OPERATION_STATES } from '@/lib/domain/operation';
import type { Prisma } from '@/lib/server/db/generated/client';
import { estimateMedian } from '@/lib/statistics/bootstrap';

/** What a list needs of a run: of its samples the figures, not the outputs. */
export const RUN_PARTS = {
  operation: true,
  benchmark: true,
  samples: {
    select: { repeat: true, lane: true, warmUp: true, figures: true },
    orderBy: [{ repeat: 'asc' }, { lane: 'asc' }],
  },
  verdicts: { orderBy: { sequence: 'desc' } },
} as const satisfies Prisma.BenchmarkRunInclude;
export type RunRow = Prisma.BenchmarkRunGetPayload<{ include: typeof RUN_PARTS }>;

/**
 * Runs that this actor may know of. Who is bound to VOs sees what was measured in the own domains and accepted: a figure
 * that nobody has signed is the testbed's own affair.
 */
export const visibleRuns = (actor: Actor): Prisma.BenchmarkRunWhereInput =>
  actor.vos === undefined ? {} : { vo: { in: [...actor.vos] }, standing: 'accepted' };

/** A metric without where in an output it stands. */
export const metricBody = ({ name, title, unit, direction, across }: BenchmarkDefinition['metrics'][number]) => ({
  name,
  title,
  unit,
  direction,
  across,
});

const Figures = z.record(z.string(), z.number());
export const Contamination = z.array(z.string());

export const verdictBody = (row: RunRow['verdicts'][number]): z.input<typeof BenchmarkVerdict> => ({
  id: row.id,
  sequence: row.sequence,
  verdict: z.enum(VERDICT_KINDS).parse(row.verdict),
  comment: row.comment,
  actorName: row.actorName,
  at: row.at.toISOString(),
});

const busiest = (loads: readonly (number | null)[]): number | null => {
  const known = loads.filter((load) => load !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** A run with the median and its interval for each metric, one figure a repeat: see `repeatFigures` for which count. */
export function runSummary(row: RunRow): z.input<typeof BenchmarkRunSummary> {
  const { operation, benchmark } = row;
  const definition = BenchmarkDefinition.parse(benchmark.body);
  const state = z.enum(OPERATION_STATES).parse(operation.state);
  const samples = row.samples.map((sample) => ({ ...sample, figures: Figures.safeParse(sample.figures).data }));
  const guests = z.array(z.unknown()).parse(row.lanes).length + 1;
  const provenance = Provenance.nullable().parse(row.provenance);
  return {
    id: row.operationId,
    benchmarkId: row.benchmarkId,
    benchmarkName: benchmark.name,
    benchmarkVersion: benchmark.version,
    title: definition.title,
    place: z.enum(BENCHMARK_PLACES).parse(row.place),
    domainId: row.domainId,
    domainName: row.domainName,
    hostId: row.hostId,
    hostName: row.hostName,
    peerDomainId: row.peerDomainId,
    peerDomainName: row.peerDomainName,
    peerHostId: row.peerHostId,
    peerHostName: row.peerHostName,
    vo: row.vo,
    state,
    waitingFor: isFinished(state) ? null : operation.waitingFor,
    cancelRequested: operation.cancelRequestedAt !== null,
    repeats: row.repeats,
    warmUps: row.warmUps,
    done: new Set(row.samples.map((sample) => sample.repeat)).size,
    guests,
    guard: z.enum(GUARDS).parse(row.guard),
    standing: z.enum(STANDINGS).parse(row.standing),
    emulated: provenance?.emulated ?? null,
    contaminated: Contamination.parse(row.contamination).length > 0,
    hostLoad: busiest(provenance?.ends.map(({ hostCpuLoad }) => hostCpuLoad) ?? []),
    metrics: definition.metrics.map((definedMetric) => {
      const metric = metricBody(definedMetric);
      const figures = repeatFigures(metric, samples, guests);
      return { ...metric, samples: figures.length, estimate: figures.length === 0 ? null : estimateMedian(figures) };
    }),
    actorName: operation.actorName,
    reason: operation.reason,
    createdAt: row.createdAt.toISOString(),
    startedAt: operation.startedAt?.toISOString() ?? null,
    finishedAt: operation.finishedAt?.toISOString() ?? null,
    error: operation.errorMessage,
  };
}
