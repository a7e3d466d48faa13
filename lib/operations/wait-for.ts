import type { Sql } from '@/lib/server/db/sql';
import type { ClaimOutcome } from './claim-operation';
import { changedEventSql } from './finish-sql';

interface WhyRow {
  readonly state: string;
  readonly kind: string;
  readonly waitingFor: string | null;
  readonly earlier: string | null;
  readonly sourceName: string | null;
  readonly leaving: number;
  readonly leavingLimit: number | null;
  readonly targetName: string | null;
  readonly arriving: number;
  readonly arrivingLimit: number | null;
}

/**
 * Why an operation that could not be claimed waits, as a sentence that is kept in the row and told as an event. Whatever it
 * waits for wakes it when it ends, so a sentence that was true for a moment only does no harm.
 */
export async function waitFor(sql: Sql, id: string): Promise<ClaimOutcome> {
  const rows = await sql.query<WhyRow>(WHY, [id]);
  const why = rows[0];
  if (why === undefined || why.state !== 'queued') return { state: 'not-ours' };
  const waitingFor = describe(why);
  if (waitingFor !== why.waitingFor) await sql.query(KEEP, [id, waitingFor]);
  return { state: 'waiting', waitingFor };
}

/** The same of an operation that runs and has not got what it needs; undefined: it waits no more. Says nothing once its lease is lost. */
export async function tellWaiting(
  sql: Sql,
  operation: { readonly id: string; readonly fencingToken: number },
  waitingFor: string | undefined,
): Promise<void> {
  await sql.query(KEEP_OF_RUN, [operation.id, waitingFor ?? null, operation.fencingToken]);
}

function describe(why: WhyRow): string {
  if (why.earlier !== null) return `Waits for an earlier operation of this domain: ${why.earlier}.`;
  if (why.kind === 'migrate-domain') {
    if (why.leaving >= (why.leavingLimit ?? 1)) {
      return places(why.sourceName ?? 'the source', why.leaving, why.leavingLimit ?? 1, 'leaving');
    }
    if (why.arriving >= (why.arrivingLimit ?? 1)) {
      return places(why.targetName ?? 'the target', why.arriving, why.arrivingLimit ?? 1, 'arriving');
    }
  }
  return 'Waits for its turn.';
}

const places = (host: string, now: number, limit: number, way: 'leaving' | 'arriving'): string =>
  limit === 0
    ? `Waits for a place: ${host} allows no ${way} migrations.`
    : `Waits for a place: ${host} has ${now} of ${limit} ${way} migrations.`;

const WHY = `
  select o."state", o."kind", o."waitingFor",
    (select e."title" from "Operation" e where e."domainId" = o."domainId" and e."id" <> o."id"
       and (e."state" = 'running' or e."state" = 'queued' and e."number" < o."number") order by e."number" limit 1) as "earlier",
    s."name" as "sourceName", s."migrationsOutLimit" as "leavingLimit",
    (select count(*)::int from "Operation" r where r."state" = 'running' and r."kind" = 'migrate-domain' and r."hostId" = o."hostId"
       and not gridbox_has_arrived(r."id")) as "leaving",
    t."name" as "targetName", t."migrationsInLimit" as "arrivingLimit",
    (select count(*)::int from "Operation" r where r."state" = 'running' and r."kind" = 'migrate-domain' and r."targetHostId" = o."targetHostId"
       and not gridbox_has_arrived(r."id")) as "arriving"
  from "Operation" o left join "Host" s on s."id" = o."hostId" left join "Host" t on t."id" = o."targetHostId"
  where o."id" = $1::uuid`;

/** @param condition under which the sentence may still be written */
const keepSql = (condition: string): string => `
  with kept as (
    update "Operation" set "waitingFor" = $2 where "id" = $1::uuid and ${condition}
      and "waitingFor" is distinct from $2 returning *
  )
  select gridbox_append_events(jsonb_build_array(${changedEventSql('kept')})) from kept`;
const KEEP = keepSql(`"state" = 'queued'`);
const KEEP_OF_RUN = keepSql(`"fencingToken" = $3`);
