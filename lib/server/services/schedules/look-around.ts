import type { Db } from '@/lib/server/db/client';
import { BUDGET_WINDOW_MS } from '@/lib/domain/schedule';
import { endIdsOf, findEnds } from './schedule-ends';
import type { Around, HostThere } from './why-not-now';

/** What is true where a schedule would run, as the inventory last read it. */
export async function lookAround(
  db: Db,
  schedule: { readonly id: string; readonly request: unknown },
  now: Date,
): Promise<Around> {
  const ids = endIdsOf(schedule.request);
  const found = await findEnds(db, [schedule.request]);
  const domains = ids.domainIds.map((id) => found.domains.get(id));
  const hostIds = [...new Set([...ids.hostIds, ...domains.flatMap((domain) => domain?.hostId ?? [])])];
  const [use, expectedMs] = await Promise.all([
    useOfHosts(db, hostIds, ids.domainIds, now),
    lengthOfLast(db, schedule.id),
  ]);
  return {
    domains: domains.map((domain) => ({
      name: domain?.name,
      runs:
        domain !== undefined && domain.state === 'running' && domain.missingSince === null && domain.hostId !== null,
    })),
    hosts: hostIds.map((id): HostThere => {
      const host = found.hosts.get(id);
      const used = use.get(id);
      return {
        name: host?.name,
        status: host?.status ?? 'unreachable',
        enabled: host?.enabled ?? false,
        maintenance: host?.maintenance ?? false,
        cpuLoad: host?.cpuLoad ?? null,
        busyWith: used?.busyWith ?? null,
        usedMs: used?.usedMs ?? 0,
      };
    }),
    expectedMs,
  };
}

interface Use {
  readonly id: string;
  readonly usedMs: number;
  readonly busyWith: string | null;
}

/** A run counts from when it holds its hosts until it lets them go; a host may be of any of its ends. */
async function useOfHosts(
  db: Db,
  hostIds: readonly string[],
  domainIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Use>> {
  const since = new Date(now.getTime() - BUDGET_WINDOW_MS);
  const rows = await db.$queryRaw<Use[]>`
    select h.id::text as id,
      (select coalesce(sum(extract(epoch from least(coalesce(r."finishedAt", ${now}), ${now})
           - greatest(r."guardedSince", ${since})) * 1000), 0)::float8
       from "BenchmarkRun" r
       where r."guardedSince" < ${now} and coalesce(r."finishedAt", ${now}) > ${since}
         and h.id in (select place."hostId" from gridbox_benchmark_ends(r) place)) as "usedMs",
      (select o.title from "Operation" o
       where (o."hostId" = h.id or o."targetHostId" = h.id or o."domainId" = any(${[...domainIds]}::uuid[])
           or exists (select 1 from "BenchmarkRun" r cross join lateral gridbox_benchmark_ends(r) place
             where r."operationId" = o.id and place."hostId" = h.id))
         and (o.state = 'running' and o.kind not in ('edit-domain', 'test-connection', 'plan-cold-move')
           or o.state = 'queued' and o.kind = 'run-benchmark')
       order by o.number limit 1) as "busyWith"
    from unnest(${[...hostIds]}::uuid[]) as h(id)`;
  return new Map(rows.map((row) => [row.id, row]));
}

async function lengthOfLast(db: Db, scheduleId: string): Promise<number> {
  const rows = await db.$queryRaw<{ ms: number }[]>`
    select (extract(epoch from r."finishedAt" - r."guardedSince") * 1000)::float8 as ms
    from "BenchmarkFiring" f join "BenchmarkRun" r on r."operationId" = f."operationId"
      join "Operation" o on o.id = r."operationId"
    where f."scheduleId" = ${scheduleId}::uuid and o.state = 'succeeded' and r."finishedAt" is not null
      and r."guardedSince" is not null
    order by r."finishedAt" desc limit 1`;
  return rows[0]?.ms ?? 0;
}
