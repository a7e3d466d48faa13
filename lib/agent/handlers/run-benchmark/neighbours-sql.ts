/** What else ran on the hosts of a run, by the last reading of the inventory. */
import type { BenchmarkRun } from './sql';

export interface NeighbourRow {
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
): Promise<readonly NeighbourRow[]> {
  return await run.sql.query<NeighbourRow>(
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
