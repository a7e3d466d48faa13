/** Holding the hosts of a run, and letting them go with what happened on them meanwhile. */
import type { Guard } from '@/lib/domain/benchmark';
import type { KnownLane } from './ends';
import { hostsOfMachines } from './same-machine';
import { type BenchmarkRun, MINE, mine } from './sql';

export const hostsOf = (lanes: readonly KnownLane[]): readonly string[] => [
  ...new Set(lanes.flatMap(({ hostId, peerHostId }) => [hostId, peerHostId]).filter((id) => id !== null)),
];
export const domainsOf = (lanes: readonly KnownLane[]): readonly string[] =>
  lanes.flatMap(({ domainId, peerDomainId }) => [domainId, peerDomainId]).filter((id) => id !== null);

/**
 * Asks for the hosts of these lanes, or goes on asking. Whoever was submitted first keeps its claim and waits for those that
 * hold already; a later one takes its claim back and comes again. So two never hold one host, nor one machine, where each would
 * measure the other; and none waits for ever.
 * @returns a sentence on what is in the way; undefined once the hosts are held.
 */
export async function holdHosts(
  run: BenchmarkRun,
  lanes: readonly KnownLane[],
  guard: Guard,
): Promise<string | undefined> {
  const [first, ...further] = lanes;
  const hosts = hostsOf(lanes);
  await run.sql.query(
    `with ${MINE} update "BenchmarkRun" r set "guardedSince" = coalesce(r."guardedSince", now()), "hostId" = $3::uuid,
       "hostName" = $4, "peerHostId" = $5::uuid, "peerHostName" = $6, "lanes" = $7::jsonb
     from mine where r."operationId" = mine."id"`,
    [
      ...mine(run),
      first?.hostId ?? null,
      first?.hostName ?? '',
      first?.peerHostId ?? null,
      first?.peerHostName ?? null,
      JSON.stringify(further),
    ],
  );
  const machine = [...(await hostsOfMachines(run, hosts)).keys()];
  const others = await run.sql.query<{ title: string; earlier: boolean; sameHost: boolean }>(
    `select o."title", o."number" < (select "number" from "Operation" where "id" = $1::uuid) as "earlier",
       bool_or(place."hostId" = any($2::uuid[])) as "sameHost"
     from "BenchmarkRun" r join "Operation" o on o."id" = r."operationId"
       cross join lateral gridbox_benchmark_ends(r) place
     where o."id" <> $1::uuid and o."state" = 'running' and r."guardedSince" is not null and r."finishedAt" is null
       and place."hostId" = any($3::uuid[])
     group by o."title", o."number" order by o."number"`,
    [run.operation.id, hosts, machine],
  );
  const [other] = others;
  if (other !== undefined) {
    if (others.some((one) => one.earlier)) {
      await run.sql.query(
        `with ${MINE} update "BenchmarkRun" r set "guardedSince" = null from mine where r."operationId" = mine."id"`,
        [...mine(run)],
      );
    }
    return `Waiting for “${other.title}”, which holds the same ${other.sameHost ? 'host' : 'machine'}.`;
  }
  // What acts on an end itself is waited for in any case: it may stop or move it.
  const busy = await run.sql.query<{ title: string }>(
    `select "title" from "Operation" where "id" <> $1::uuid and "state" = 'running'
       and ("kind" not in ('run-benchmark', 'edit-domain') and "domainId" = any($2::uuid[])
         or $4 and "kind" in ('migrate-domain', 'cold-move-domain')
           and ("hostId" = any($3::uuid[]) or "targetHostId" = any($3::uuid[])))
     order by "number" limit 1`,
    [run.operation.id, domainsOf(lanes), hosts, guard === 'refuse'],
  );
  return busy[0] === undefined ? undefined : `Waiting for “${busy[0].title}”, which would disturb it.`;
}

/**
 * Lets the hosts go, with what other operations did on them since they were held, or on other hosts of the same machine: as
 * sentences, and the migrations among them once more by themselves.
 */
export async function finishRun(run: BenchmarkRun): Promise<void> {
  const held = await run.sql.query<{ hostId: string }>(
    `select distinct place."hostId"::text from "BenchmarkRun" r cross join lateral gridbox_benchmark_ends(r) place
     where r."operationId" = $1::uuid`,
    [run.operation.id],
  );
  const hosts = held.map(({ hostId }) => hostId);
  const machine = [...(await hostsOfMachines(run, hosts)).keys()];
  await run.sql.query(
    `with ${MINE}, disturbed as (
       select o.*, o."hostId" = any($3::uuid[]) or o."targetHostId" = any($3::uuid[]) as "here"
       from "Operation" o join "BenchmarkRun" r on r."operationId" = $1::uuid
       where o."id" <> $1::uuid and o."kind" not in ('edit-domain', 'test-connection', 'plan-cold-move', 'run-benchmark')
         and o."startedAt" is not null and coalesce(o."finishedAt", now()) >= r."guardedSince"
         and (o."hostId" = any($4::uuid[]) or o."targetHostId" = any($4::uuid[])))
     update "BenchmarkRun" r set "finishedAt" = now(), "program" = null,
       "contamination" = coalesce((select jsonb_agg(d."title" || ', from ' || to_char(d."startedAt" at time zone 'UTC',
         'YYYY-MM-DD HH24:MI:SS') || ' UTC' || case when d."here" then '' else ', on another host of the same machine' end
         order by d."startedAt") from disturbed d), '[]'::jsonb),
       "migrations" = coalesce((select jsonb_agg(jsonb_build_object('id', d."id", 'domainName', m."domainName",
         'sourceHostName', m."sourceHostName", 'targetHostName', m."targetHostName", 'state', d."state",
         'startedAt', d."startedAt", 'finishedAt', d."finishedAt") order by d."startedAt")
         from disturbed d join "Migration" m on m."operationId" = d."id"), '[]'::jsonb)
     from mine where r."operationId" = mine."id" and r."finishedAt" is null`,
    [...mine(run), hosts, machine],
  );
}
