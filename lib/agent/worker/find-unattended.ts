import type { Sql } from '@/lib/server/db/sql';

/** One page: a longer answer would keep the statement, and the claims behind it, waiting. */
const PAGE = 500;

/**
 * Operations that somebody should look at, in order: those whose lease has ended, and those queued for `unnoticedMs` with
 * nothing before them, whose notification was lost or whose wait has ended unseen (a limit was raised).
 */
export async function* findUnattended(sql: Sql, unnoticedMs: number): AsyncGenerator<string> {
  for (let after = '-1'; ;) {
    const rows = await sql.query<{ id: string; number: string }>(FIND, [after, unnoticedMs]);
    for (const row of rows) yield row.id;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.number;
  }
}

const FIND = `
  select "id"::text as "id", "number"::text as "number" from (
    (select "id", "number" from "Operation" where "state" = 'running' and "leaseUntil" < now() and "number" > $1::bigint)
    union all
    (select o."id", o."number" from "Operation" o where o."state" = 'queued' and o."number" > $1::bigint
       and o."createdAt" <= now() - $2 * interval '1 ms'
       and not exists (select 1 from "Operation" e where e."domainId" = o."domainId" and e."state" in ('queued', 'running')
         and e."number" < o."number"))
  ) unattended order by unattended."number" limit ${PAGE}`;
