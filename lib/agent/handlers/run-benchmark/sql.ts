/** The statements of a benchmark run. Each that writes looks at the fencing token first and writes nothing for a run that lost its lease. */
import { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import type { Provenance } from '@/lib/contracts/benchmarks';
import type { ParsedOutput } from '@/lib/benchmarks/parse-output';
import type { Run } from '@/lib/agent/worker/run';

export type BenchmarkRun = Run<'run-benchmark'>;

const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;
const mine = (run: BenchmarkRun) => [run.operation.id, run.operation.fencingToken] as const;

/** What runs in the guests now, so that another agent can go on asking after it. */
const Program = z.object({
  repeat: z.number().int(),
  startedAt: z.coerce.date(),
  pid: z.number().int().nullable(),
  peerPid: z.number().int().nullable(),
});
export type RunningProgram = z.infer<typeof Program>;

const Row = z.object({
  body: BenchmarkDefinition,
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  repeats: z.number(),
  warmUps: z.number(),
  peerDomainId: z.string().nullable(),
  peerDomainName: z.string().nullable(),
  peerHostId: z.string().nullable(),
  hasProvenance: z.boolean(),
  program: Program.nullable(),
  done: z.array(z.number()),
});
export type KnownRun = z.infer<typeof Row>;

export async function readRun(run: BenchmarkRun): Promise<KnownRun> {
  const rows = await run.sql.query(
    `select b."body", r."parameters", r."repeats", r."warmUps", r."peerDomainId"::text, r."peerDomainName",
       p."hostId"::text as "peerHostId", r."provenance" is not null as "hasProvenance", r."program",
       coalesce((select array_agg(s."repeat" order by s."repeat") from "BenchmarkSample" s
         where s."operationId" = r."operationId"), '{}') as "done"
     from "BenchmarkRun" r join "Benchmark" b on b."id" = r."benchmarkId" left join "Domain" p on p."id" = r."peerDomainId"
     where r."operationId" = $1::uuid`,
    [run.operation.id],
  );
  return Row.parse(rows[0]);
}

/**
 * Asks for the hosts, or goes on asking. Whoever was submitted first keeps its claim and waits for those that hold already;
 * a later one takes its claim back and comes again. So two never hold one host, and none waits for ever.
 * @returns a sentence on what is in the way; undefined once the hosts are held.
 */
export async function holdHosts(run: BenchmarkRun, hosts: readonly string[]): Promise<string | undefined> {
  await run.sql.query(
    `with ${MINE} update "BenchmarkRun" r set "guardedSince" = coalesce(r."guardedSince", now()) from mine
     where r."operationId" = mine."id"`,
    [...mine(run)],
  );
  const others = await run.sql.query<{ title: string; earlier: boolean }>(
    `select o."title", o."number" < (select "number" from "Operation" where "id" = $1::uuid) as "earlier"
     from "BenchmarkRun" r join "Operation" o on o."id" = r."operationId"
     where o."id" <> $1::uuid and o."state" = 'running' and r."guardedSince" is not null and r."finishedAt" is null
       and (r."hostId" = any($2::uuid[]) or r."peerHostId" = any($2::uuid[]))
     order by o."number"`,
    [run.operation.id, [...hosts]],
  );
  const [other] = others;
  if (other !== undefined) {
    if (others.some((one) => one.earlier)) {
      await run.sql.query(
        `with ${MINE} update "BenchmarkRun" r set "guardedSince" = null from mine where r."operationId" = mine."id"`,
        [...mine(run)],
      );
    }
    return `Waiting for “${other.title}”, which holds the same host.`;
  }
  const moving = await run.sql.query<{ title: string }>(
    `select "title" from "Operation" where "state" = 'running' and "kind" in ('migrate-domain', 'cold-move-domain')
       and ("hostId" = any($1::uuid[]) or "targetHostId" = any($1::uuid[])) order by "number" limit 1`,
    [[...hosts]],
  );
  return moving[0] === undefined ? undefined : `Waiting for “${moving[0].title}”, which would disturb it.`;
}

export interface Neighbour {
  readonly hostId: string;
  readonly name: string;
  readonly vcpus: number;
  readonly cpuLoad: number | null;
}

/** Running domains of these hosts, but for the ends themselves. */
export async function readNeighbours(
  run: BenchmarkRun,
  hosts: readonly string[],
  ends: readonly string[],
): Promise<readonly Neighbour[]> {
  return await run.sql.query<Neighbour>(
    `select "hostId"::text as "hostId", "name", "vcpus", "cpuLoad" from "Domain" where "hostId" = any($1::uuid[])
       and "state" = 'running' and "missingSince" is null and not "id" = any($2::uuid[]) order by "name"`,
    [[...hosts], [...ends]],
  );
}

/** Host → how busy it was at its last reading, 0..1; null where it does not say. */
export async function readHostLoads(run: BenchmarkRun, hosts: readonly string[]): Promise<Map<string, number | null>> {
  const rows = await run.sql.query<{ id: string; cpuLoad: number | null }>(
    `select "id"::text as "id", "cpuLoad" from "Host" where "id" = any($1::uuid[])`,
    [[...hosts]],
  );
  return new Map(rows.map((row) => [row.id, row.cpuLoad]));
}

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

export interface EndedRepeat {
  readonly repeat: number;
  readonly warmUp: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly parsed: ParsedOutput | undefined;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: string | undefined;
}

/** The sample, and that nothing runs any more, together: a repeat is never counted twice. */
export async function keepSample(run: BenchmarkRun, sample: EndedRepeat): Promise<void> {
  const { parsed } = sample;
  await run.sql.query(
    `with ${MINE}, added as (
       insert into "BenchmarkSample" ("operationId", "repeat", "warmUp", "startedAt", "durationMs", "figures", "series",
         "exitCode", "stdout", "stderr", "error")
       select "id", $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, $11, $12 from mine
       on conflict ("operationId", "repeat", "lane") do nothing returning 1)
     update "BenchmarkRun" r set "program" = null from mine where r."operationId" = mine."id"`,
    [
      ...mine(run),
      sample.repeat,
      sample.warmUp,
      sample.startedAt,
      sample.durationMs,
      parsed === undefined ? null : JSON.stringify(parsed.figures),
      parsed === undefined ? null : JSON.stringify(parsed.series),
      sample.exitCode ?? null,
      sample.stdout,
      sample.stderr,
      sample.error ?? null,
    ],
  );
}

/** Lets the hosts go, with what other operations did on them since they were held, as sentences. */
export async function finishRun(run: BenchmarkRun): Promise<void> {
  await run.sql.query(
    `with ${MINE}, disturbed as (
       select o."title", o."startedAt" from "Operation" o join "BenchmarkRun" r on r."operationId" = $1::uuid
       where o."id" <> $1::uuid and o."kind" not in ('edit-domain', 'test-connection', 'plan-cold-move', 'run-benchmark')
         and o."startedAt" is not null and coalesce(o."finishedAt", now()) >= r."guardedSince"
         and (o."hostId" in (r."hostId", r."peerHostId") or o."targetHostId" in (r."hostId", r."peerHostId")))
     update "BenchmarkRun" r set "finishedAt" = now(), "program" = null,
       "contamination" = coalesce((select jsonb_agg(d."title" || ', from ' || to_char(d."startedAt" at time zone 'UTC',
         'YYYY-MM-DD HH24:MI:SS') || ' UTC' order by d."startedAt") from disturbed d), '[]'::jsonb)
     from mine where r."operationId" = mine."id" and r."finishedAt" is null`,
    [...mine(run)],
  );
}
