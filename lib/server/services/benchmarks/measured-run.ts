/** A run as something to hold others to: what it says of which host, and which runs are like it. */
import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { repeatFigures } from '@/lib/benchmarks/repeat-figures';
import { Provenance } from '@/lib/contracts/benchmarks';
import { BENCHMARK_PLACES, endsOf } from '@/lib/domain/benchmark';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { Contamination, RUN_PARTS, type RunRow } from './run-rows';

const Parameters = z.record(z.string(), z.union([z.number(), z.string()]));
const Figures = z.record(z.string(), z.number());
const Lanes = z.array(z.looseObject({ hostId: z.string().nullish(), peerHostId: z.string().nullish() }));

export interface MeasuredRun {
  readonly id: string;
  readonly benchmarkId: string;
  readonly definition: BenchmarkDefinition;
  readonly hostId: string;
  readonly hostName: string;
  readonly ends: string;
  /** In words. */
  readonly technology: string;
  readonly parameters: z.infer<typeof Parameters>;
  readonly guests: number;
  readonly finishedAt: Date;
  readonly emulated: boolean | null;
  readonly contaminated: boolean;
  readonly accepted: boolean;
  /** Runs with the same were made of the same on the same. */
  readonly series: string;
  /** Metric → figures of the repeats that count. */
  readonly samples: ReadonlyMap<string, readonly number[]>;
}

/** Undefined for a run that has not ended well, or of which nothing says what it ran on. */
export function measuredRun(row: RunRow): MeasuredRun | undefined {
  const provenance = Provenance.nullable().parse(row.provenance);
  const [end] = provenance?.ends ?? [];
  if (row.operation.state !== 'succeeded' || row.finishedAt === null || row.hostId === null || end === undefined)
    return undefined;
  const place = z.enum(BENCHMARK_PLACES).parse(row.place);
  const native = place === 'host' || place === 'host-pair';
  const definition = BenchmarkDefinition.parse(row.benchmark.body);
  const parameters = Parameters.parse(row.parameters);
  const lanes = Lanes.parse(row.lanes);
  const emulated = provenance?.emulated ?? null;
  const samples = row.samples.map((sample) => ({ ...sample, figures: Figures.safeParse(sample.figures).data }));
  const guests = lanes.length + 1;
  return {
    id: row.operationId,
    benchmarkId: row.benchmarkId,
    definition,
    hostId: row.hostId,
    hostName: row.hostName,
    ends: endsOf({ ...row, place }),
    technology: native
      ? `on the host itself${end.guestMode === 'dom0' ? ', in Xen’s own domain' : ''}`
      : `${end.hypervisor} ${end.hypervisorVersion}, ${end.guestMode} guest`,
    parameters,
    guests,
    finishedAt: row.finishedAt,
    emulated,
    contaminated: Contamination.parse(row.contamination).length > 0,
    accepted: row.standing === 'accepted',
    // Not in it: what may make a figure drift, e.g. versions and kernels.
    series: JSON.stringify({
      host: row.hostId,
      peer: row.peerHostId,
      also: lanes.map(({ hostId, peerHostId }) => [hostId ?? null, peerHostId ?? null]),
      benchmark: row.benchmarkId,
      parameters: Object.entries(withDefaults(definition, parameters)).toSorted(([one], [other]) =>
        one < other ? -1 : 1,
      ),
      place,
      mode: native ? end.guestMode : `${end.hypervisor} ${end.guestMode}`,
      vcpus: native ? null : provenance?.ends.map(({ vcpus }) => vcpus),
      emulated,
    }),
    samples: new Map(definition.metrics.map((metric) => [metric.name, repeatFigures(metric, samples, guests)])),
  };
}

/** A parameter that was left out has the value that the definition gives it. */
const withDefaults = (definition: BenchmarkDefinition, asked: z.infer<typeof Parameters>) => ({
  ...Object.fromEntries(definition.parameters.map((parameter) => [parameter.name, parameter.default])),
  ...asked,
});

/** Of one host and benchmark at most: what lies further back says little of noise today. */
const MOST_READ = 200;

/** Runs that have ended well, newest first. */
export async function findMeasuredRuns(db: Tx, where: Prisma.BenchmarkRunWhereInput): Promise<readonly MeasuredRun[]> {
  const rows = await db.benchmarkRun.findMany({
    where: { AND: [where, { operation: { state: 'succeeded' }, finishedAt: { not: null } }] },
    include: RUN_PARTS,
    orderBy: { finishedAt: 'desc' },
    take: MOST_READ,
  });
  return rows.flatMap((row) => measuredRun(row) ?? []);
}
