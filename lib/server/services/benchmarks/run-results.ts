import { z } from 'zod';
import { measuredOnOf } from '@/lib/benchmarks/measured-on';
import { repeatFigures } from '@/lib/benchmarks/repeat-figures';
import type { BenchmarkResult, Conditions } from '@/lib/benchmarks/result';
import { BENCHMARK_PLACES, endsOf, METRIC_ACROSS, METRIC_DIRECTIONS, STANDINGS } from '@/lib/domain/benchmark';
import { GUEST_MODES } from '@/lib/domain/domain';
import { HYPERVISORS } from '@/lib/domain/host';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import type { ResultFilter, SourceAnswer } from './load-results';
import { visibleRuns } from './run-rows';

/** Runs of which one answer is made, the newest; a page says when there are more. Beyond this it would be a report, not a page. */
export const MOST_RUNS = 1_000;

const Value = z.union([z.number(), z.string()]);
const Known = z.string().nullable();
/** What is read of a run: of its provenance and samples the parts that compare, neither flags nor outputs. */
const Row = z.object({
  id: z.string(),
  at: z.date(),
  place: z.enum(BENCHMARK_PLACES),
  domainName: z.string().nullable(),
  hostId: z.string().nullable(),
  hostName: z.string(),
  peerDomainName: z.string().nullable(),
  peerHostId: z.string().nullable(),
  peerHostName: z.string().nullable(),
  otherLanes: z.number(),
  parameters: z.record(z.string(), Value),
  contaminated: z.boolean(),
  standing: z.enum(STANDINGS),
  benchmark: z.string(),
  version: z.number(),
  title: z.string(),
  defaults: z.array(z.object({ name: z.string(), default: Value })).nullable(),
  metrics: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      direction: z.enum(METRIC_DIRECTIONS),
      across: z.enum(METRIC_ACROSS).default('each'),
    }),
  ),
  emulated: z.boolean().nullable(),
  ends: z
    .array(
      z.object({
        hypervisor: z.enum(HYPERVISORS).catch('other'),
        hypervisorVersion: Known,
        hostCpuModel: Known,
        guestMode: z.enum(GUEST_MODES).catch('unknown'),
        dom0: z.boolean().nullable(),
        vcpus: z.number().nullable(),
        memoryKiB: z.number().nullable(),
        kernel: Known,
        microcode: Known,
      }),
    )
    .nullable(),
  samples: z
    .array(z.object({ repeat: z.number(), lane: z.number(), figures: z.record(z.string(), z.number()) }))
    .nullable(),
});
type Row = z.infer<typeof Row>;

/** Results of the runs made here: of each that has succeeded, one a metric. */
export async function readRunResults(context: ServiceContext, filter: ResultFilter): Promise<SourceAnswer> {
  const { actor, db } = context;
  const where: Prisma.BenchmarkRunWhereInput = {
    operation: { state: 'succeeded' },
    AND: [
      visibleRuns(actor),
      ...(filter.ids === undefined ? [] : [{ operationId: { in: [...filter.ids] } }]),
      ...(filter.benchmark === undefined ? [] : [{ benchmark: { name: filter.benchmark } }]),
      ...(filter.host === undefined ? [] : [{ OR: [{ hostId: filter.host }, { peerHostId: filter.host }] }]),
      ...(filter.domain === undefined ? [] : [{ OR: [{ domainId: filter.domain }, { peerDomainId: filter.domain }] }]),
      ...(filter.standing === undefined ? [] : [{ standing: { in: [...filter.standing] } }]),
      ...(filter.since === undefined ? [] : [{ createdAt: { gte: filter.since } }]),
      ...(filter.until === undefined ? [] : [{ createdAt: { lte: filter.until } }]),
    ],
  };
  const found = await db.benchmarkRun.findMany({
    where,
    select: { operationId: true },
    orderBy: [{ createdAt: 'desc' }, { operationId: 'asc' }],
    take: MOST_RUNS + 1,
  });
  const ids = found.slice(0, MOST_RUNS).map(({ operationId }) => operationId);
  if (ids.length === 0) return { results: [], cut: false };
  const rows = await db.$queryRaw<unknown[]>`
    select r."operationId"::text as id, coalesce((r.provenance->>'at')::timestamptz, r."createdAt") as at, r.place,
      r."domainName", r."hostId"::text, r."hostName", r."peerDomainName", r."peerHostId"::text, r."peerHostName",
      jsonb_array_length(r.lanes) as "otherLanes", r.parameters, r.contamination <> '[]'::jsonb as contaminated, r.standing,
      b.name as benchmark, b.version, b.body->>'title' as title, b.body->'parameters' as defaults,
      b.body->'metrics' as metrics, (r.provenance->>'emulated')::boolean as emulated,
      (select jsonb_agg(jsonb_build_object(
          'hypervisor', e->'hypervisor', 'hypervisorVersion', e->'hypervisorVersion', 'hostCpuModel', e->'hostCpuModel',
          'guestMode', e->'guestMode', 'dom0', e->>'guestMode' = 'dom0', 'vcpus', e->'vcpus', 'memoryKiB', e->'memoryKiB',
          'kernel', e->'guest'->'kernel', 'microcode', e->'guest'->'microcode'))
        from jsonb_array_elements(r.provenance->'ends') e) as ends,
      (select jsonb_agg(jsonb_build_object('repeat', s.repeat, 'lane', s.lane, 'figures', s.figures) order by s.repeat, s.lane)
        from "BenchmarkSample" s
        where s."operationId" = r."operationId" and not s."warmUp" and jsonb_typeof(s.figures) = 'object') as samples
    from "BenchmarkRun" r join "Benchmark" b on b.id = r."benchmarkId"
    where r."operationId" = any(${ids}::uuid[])`;
  return { results: rows.flatMap((row) => resultsOf(Row.parse(row))), cut: found.length > ids.length };
}

function resultsOf(row: Row): BenchmarkResult[] {
  const [first] = row.ends ?? [];
  const shared = {
    id: row.id,
    source: 'run',
    title: row.title,
    measuredOn: measuredOnOf(row.place, first),
    hostId: row.hostId ?? undefined,
    hostName: row.hostName,
    ends: endsOf(row),
    at: row.at,
    conditions: conditionsOf(row),
    contaminated: row.contaminated,
    standing: row.standing,
  } as const;
  const samples = (row.samples ?? []).map((sample) => ({ ...sample, warmUp: false }));
  return row.metrics.map(({ name, title, unit, direction, across }) => ({
    ...shared,
    metric: { name, title, unit, direction },
    samples: repeatFigures({ name, across }, samples, row.otherLanes + 1),
  }));
}

function conditionsOf(row: Row): Conditions {
  const ends = row.ends ?? [];
  const [first] = ends;
  const pair = row.place.endsWith('-pair');
  return {
    benchmark: row.benchmark,
    version: row.version,
    parameters: parametersOf(row),
    ends: pair ? 'pair' : 'one',
    dom0: first?.dom0 === true,
    sameHost: pair ? sameHost(row) : undefined,
    guests: row.otherLanes + 1,
    hostCpuModel: allOf(ends.map((end) => end.hostCpuModel)),
    emulated: row.emulated ?? undefined,
    hypervisorVersion: allOf(ends.map((end) => end.hypervisorVersion)),
    guestKernel: allOf(ends.map((end) => end.kernel)),
    // A driver that cannot tell writes zero.
    vcpus: first?.vcpus || undefined,
    memoryKiB: first?.memoryKiB || undefined,
    microcode: allOf(ends.map((end) => end.microcode)),
  };
}

/** A parameter left out and its default given in words are the same. */
function parametersOf({ parameters, defaults }: Row): string {
  const all = new Map([
    ...(defaults ?? []).map((each) => [each.name, each.default] as const),
    ...Object.entries(parameters),
  ]);
  return [...all]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

const sameHost = ({ hostId, peerHostId, hostName, peerHostName }: Row): boolean =>
  hostId === null || peerHostId === null ? hostName === peerHostName : hostId === peerHostId;

/** What the ends say, each once; undefined where none says anything. */
function allOf(values: readonly (string | null)[]): string | undefined {
  const known = [...new Set(values.flatMap((value) => (value === null || value === '' ? [] : value)))];
  known.sort((a, b) => a.localeCompare(b));
  return known.length === 0 ? undefined : known.join(' and ');
}
