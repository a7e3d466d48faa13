import { z } from 'zod';
import { type BenchmarkRunDetail, MigrationMeanwhile, Provenance, RunLane } from '@/lib/contracts/benchmarks';
import { hasScope } from '@/lib/domain/access';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { driftBody } from './drift-rows';
import { Contamination, RUN_PARTS, runSummary, verdictBody, visibleRuns } from './run-rows';

const Parameters = z.record(z.string(), z.union([z.number(), z.string()]));
const Figures = z.record(z.string(), z.number()).nullable();
const Series = z.record(z.string(), z.array(z.object({ x: z.number(), y: z.number() }))).nullable();

/**
 * One run, whole. What it tells of hosts and of other domains on them is for those who may see hosts.
 * @throws AppError `not-found`, for what another VO's domain was measured for as well.
 */
export async function readBenchmarkRun(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof BenchmarkRunDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:read');
  const row = await db.benchmarkRun.findFirst({
    where: { AND: [{ operationId: id }, visibleRuns(actor)] },
    include: RUN_PARTS,
  });
  if (row === null) throw notFound('benchmark run');
  const samples = await db.benchmarkSample.findMany({
    where: { operationId: id },
    orderBy: [{ repeat: 'asc' }, { lane: 'asc' }],
  });
  const drifts = await db.benchmarkDrift.findMany({ where: { operationId: id }, orderBy: { metric: 'asc' } });
  const provenance = Provenance.nullable().parse(row.provenance);
  const whole = hasScope(actor, 'hosts:read');
  return {
    ...runSummary(row),
    parameters: Parameters.parse(row.parameters),
    provenance:
      provenance === null || whole
        ? provenance
        : { ...provenance, ends: provenance.ends.map((end) => ({ ...end, neighbours: [] })) },
    contamination: whole ? Contamination.parse(row.contamination) : [],
    lanes: z.array(RunLane).parse(row.lanes),
    migrations: whole ? z.array(MigrationMeanwhile).parse(row.migrations) : [],
    submitted:
      row.submittedAt === null
        ? null
        : { at: row.submittedAt.toISOString(), byName: row.submittedByName ?? '', note: row.submittedNote },
    verdicts: row.verdicts.map(verdictBody),
    // What its host is declared to do is the testbed's own.
    drift: whole ? drifts.filter(({ metric }) => metric !== '').map(driftBody) : [],
    samples: samples.map((sample) => ({
      repeat: sample.repeat,
      lane: sample.lane,
      warmUp: sample.warmUp,
      startedAt: sample.startedAt.toISOString(),
      startSpreadMs: sample.startSpreadMs,
      durationMs: sample.durationMs,
      figures: Figures.parse(sample.figures),
      series: Series.parse(sample.series),
      exitCode: sample.exitCode,
      stdout: sample.stdout,
      stderr: sample.stderr,
      error: sample.error,
    })),
  };
}
