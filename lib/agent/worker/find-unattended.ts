import type { Sql } from '@/lib/server/db/sql';
import { UNNOTICED_AFTER_MS } from '@/lib/agent/tunables';

/** A sweep that finds more has the rest at its next turn. */
const FOUND_MAX = 200;

/**
 * Operations that somebody should look at: those whose lease has ended, and those queued for a while with nothing before
 * them, whose notification was lost or whose wait has ended unseen (a limit was raised).
 */
export async function findUnattended(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.query<{ id: string }>(
    `(select "id"::text as "id" from "Operation" where "state" = 'running' and "leaseUntil" < now() order by "number" limit ${FOUND_MAX})
     union all
     (select o."id"::text from "Operation" o where o."state" = 'queued' and o."createdAt" < now() - $1 * interval '1 ms'
        and not exists (select 1 from "Operation" e where e."domainId" = o."domainId" and e."state" in ('queued', 'running')
          and e."number" < o."number")
      order by o."number" limit ${FOUND_MAX})`,
    [UNNOTICED_AFTER_MS],
  );
  return rows.map((row) => row.id);
}
