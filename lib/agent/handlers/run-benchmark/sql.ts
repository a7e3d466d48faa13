/** The statements of a benchmark run. Each that writes looks at the fencing token first and writes nothing for a run that lost its lease. */
import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { type Provenance, RunLane } from '@/lib/contracts/benchmarks';
import { BENCHMARK_PLACES, GUARDS } from '@/lib/domain/benchmark';
import type { ParsedOutput } from '@/lib/benchmarks/parse-output';
import type { Run } from '@/lib/agent/worker/run';

export type BenchmarkRun = Run<'run-benchmark'>;

export const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;
export const mine = (run: BenchmarkRun) => [run.operation.id, run.operation.fencingToken] as const;

const Process = z.object({ pid: z.number().int(), key: z.string().optional() });

/** What runs now, so that another agent can go on asking after it: lane by lane. */
const Program = z.object({
  repeat: z.number().int(),
  /** All lanes began within so many milliseconds. */
  spreadMs: z.number(),
  lanes: z.array(z.object({ startedAt: z.coerce.date(), process: Process.nullable(), peer: Process.nullable() })),
});
export type RunningProgram = z.infer<typeof Program>;

const Row = z.object({
  body: BenchmarkDefinition,
  shipped: z.boolean(),
  place: z.enum(BENCHMARK_PLACES),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  repeats: z.number(),
  warmUps: z.number(),
  guard: z.enum(GUARDS),
  hasProvenance: z.boolean(),
  program: Program.nullable(),
  done: z.array(z.number()),
});
export type KnownRun = z.infer<typeof Row>;

export async function readRun(run: BenchmarkRun): Promise<KnownRun> {
  const rows = await run.sql.query(
    `select b."body", b."shipped", r."place", r."parameters", r."repeats", r."warmUps", r."guard",
       r."provenance" is not null as "hasProvenance", r."program",
       coalesce((select array_agg(distinct s."repeat") from "BenchmarkSample" s
         where s."operationId" = r."operationId"), '{}') as "done"
     from "BenchmarkRun" r join "Benchmark" b on b."id" = r."benchmarkId" where r."operationId" = $1::uuid`,
    [run.operation.id],
  );
  return Row.parse(rows[0]);
}

/** The lanes with the hosts that hold their domains now: they may have moved since the run was asked for, or kept. */
export async function readLanes(run: BenchmarkRun): Promise<readonly z.infer<typeof RunLane>[]> {
  const rows = await run.sql.query(
    `select r."domainId"::text, r."domainName", r."hostId"::text, r."hostName", r."peerDomainId"::text, r."peerDomainName",
       r."peerHostId"::text, r."peerHostName", r."lanes" from "BenchmarkRun" r where r."operationId" = $1::uuid`,
    [run.operation.id],
  );
  const { lanes, ...first } = RunLane.extend({ lanes: z.array(RunLane) }).parse(rows[0]);
  const known = [first, ...lanes];
  const ids = known.flatMap(({ domainId, peerDomainId }) => [domainId, peerDomainId]).filter((id) => id !== null);
  const places = await run.sql.query(
    `select d."id"::text, d."hostId"::text, h."name" as "hostName" from "Domain" d left join "Host" h on h."id" = d."hostId"
     where d."id" = any($1::uuid[])`,
    [ids],
  );
  const now = new Map(
    z
      .array(Place)
      .parse(places)
      .map((place) => [place.id, place]),
  );
  return known.map((lane) => {
    const [own, other] = [now.get(lane.domainId ?? ''), now.get(lane.peerDomainId ?? '')];
    return {
      ...lane,
      ...(lane.domainId === null ? {} : { hostId: own?.hostId ?? null, hostName: own?.hostName ?? lane.hostName }),
      ...(lane.peerDomainId === null
        ? {}
        : { peerHostId: other?.hostId ?? null, peerHostName: other?.hostName ?? lane.peerHostName }),
    };
  });
}
const Place = RunLane.pick({ hostId: true }).extend({ id: z.string(), hostName: z.string().nullable() });

export async function keepProvenance(run: BenchmarkRun, provenance: Provenance): Promise<void> {
  await run.sql.query(
    `with ${MINE} update "BenchmarkRun" r set "provenance" = $3::jsonb from mine where r."operationId" = mine."id"`,
    [...mine(run), JSON.stringify(provenance)],
  );
}

export async function keepProgram(run: BenchmarkRun, program: RunningProgram): Promise<void> {
  await run.sql.query(
    `with ${MINE} update "BenchmarkRun" r set "program" = $3::jsonb from mine where r."operationId" = mine."id"`,
    [...mine(run), JSON.stringify(program)],
  );
}

export interface EndedLane {
  readonly repeat: number;
  readonly lane: number;
  readonly warmUp: boolean;
  readonly startedAt: Date;
  /** Null where there is one lane. */
  readonly startSpreadMs: number | null;
  readonly durationMs: number;
  readonly parsed: ParsedOutput | undefined;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: string | undefined;
}

/** The samples of all lanes, and that nothing runs any more, together: a repeat is never counted twice, nor half. */
export async function keepSamples(run: BenchmarkRun, samples: readonly EndedLane[]): Promise<void> {
  const rows = samples.map(({ parsed, ...sample }) => ({
    ...sample,
    figures: parsed?.figures ?? null,
    series: parsed?.series ?? null,
  }));
  await run.sql.query(
    `with ${MINE}, added as (
       insert into "BenchmarkSample" ("operationId", "repeat", "lane", "warmUp", "startedAt", "startSpreadMs", "durationMs",
         "figures", "series", "exitCode", "stdout", "stderr", "error")
       select mine."id", s.* from mine, jsonb_to_recordset($3::jsonb) as s("repeat" int, "lane" int, "warmUp" boolean,
         "startedAt" timestamptz, "startSpreadMs" float8, "durationMs" float8, "figures" jsonb, "series" jsonb,
         "exitCode" int, "stdout" text, "stderr" text, "error" text)
       on conflict ("operationId", "repeat", "lane") do nothing returning 1)
     update "BenchmarkRun" r set "program" = null from mine where r."operationId" = mine."id"`,
    [...mine(run), JSON.stringify(rows)],
  );
}
