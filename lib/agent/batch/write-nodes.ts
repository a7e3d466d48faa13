import type { BatchNode } from '@/lib/domain/batch';
import type { Sql } from '@/lib/server/db/sql';

/**
 * Keeps what a batch system said of its nodes; an older answer does not overwrite a newer one. Who closed slots is not of its saying,
 * and stays.
 * @param whole these are all its nodes: others of that system are forgotten, but for those whose slots are still to be opened
 */
export async function writeNodes(
  sql: Sql,
  write: { readonly system: string; readonly nodes: readonly BatchNode[]; readonly whole: boolean },
): Promise<void> {
  await sql.query(WRITE, [JSON.stringify(write.nodes), write.system, write.whole]);
}

const WRITE = `
  with read as (
    select * from jsonb_to_recordset($1::jsonb)
      as r("domainId" uuid, "slots" int, "open" boolean, "jobs" jsonb, "readAt" timestamptz)
  ), forgotten as (
    delete from "BatchNode" n where $3 and n."system" = $2 and n."closedPlanId" is null
      and not exists (select 1 from read where read."domainId" = n."domainId")
  )
  insert into "BatchNode" ("domainId", "system", "slots", "open", "jobs", "readAt")
  select r."domainId", $2, r."slots", r."open", r."jobs", r."readAt" from read r
  where exists (select 1 from "Domain" d where d."id" = r."domainId")
  on conflict ("domainId") do update set "system" = excluded."system", "slots" = excluded."slots", "open" = excluded."open",
    "jobs" = excluded."jobs", "readAt" = excluded."readAt"
    where "BatchNode"."readAt" <= excluded."readAt"`;
