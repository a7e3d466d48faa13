/**
 * Taking an operation: one conditional UPDATE whose row is the answer. It raises the fencing token, so that whoever ran it
 * before writes nothing any more, closes the steps a dead run left open, and opens the first step of this one.
 */
import type { Pool } from 'pg';
import type { OperationKind } from '@/lib/domain/operation';
import { type Sql, sqlOfPool } from '@/lib/server/db/sql';
import { changedEventSql } from './finish-sql';
import { waitFor } from './wait-for';

/** A running operation and what its runner needs to begin. */
export interface ClaimedOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly title: string;
  readonly input: unknown;
  readonly domainId: string | null;
  readonly domainName: string | null;
  /** Where the inventory has the domain now; it may have moved since the operation was asked for. */
  readonly domainHostId: string | null;
  readonly domainSplitBrain: boolean | null;
  /** Another host that reports the domain as running now. */
  readonly runsAlsoOn: string | null;
  readonly hostId: string | null;
  readonly targetHostId: string | null;
  readonly vo: string | null;
  readonly attempt: number;
  readonly fencingToken: number;
  readonly startedAt: Date;
  readonly deadlineAt: Date;
  readonly cancelRequested: boolean;
  /** Number of the step that was opened with the claim. */
  readonly stepSequence: number;
}

export type ClaimOutcome =
  | { readonly state: 'claimed'; readonly operation: ClaimedOperation }
  /** It stays queued; the sentence was kept in `waitingFor`. */
  | { readonly state: 'waiting'; readonly waitingFor: string }
  /** Ended, or run by somebody whose lease holds. */
  | { readonly state: 'not-ours' };

/** Per kind: its deadline and the step its handler begins with. */
export type ClaimTable = Readonly<
  Record<
    OperationKind,
    { readonly deadlineMs: number; readonly step: { readonly name: string; readonly title: string } }
  >
>;

export interface ClaimOptions {
  readonly id: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly table: ClaimTable;
}

const UNIQUE_VIOLATION = '23505';

export async function claimOperation(pool: Pool, options: ClaimOptions): Promise<ClaimOutcome> {
  const sql = sqlOfPool(pool);
  const claimed = await tryClaim(sql, options);
  if (claimed !== undefined) return { state: 'claimed', operation: claimed };
  return await waitFor(sql, options.id);
}

async function tryClaim(sql: Sql, options: ClaimOptions): Promise<ClaimedOperation | undefined> {
  try {
    const rows = await sql.query<ClaimedOperation>(CLAIM, [
      options.id,
      options.owner,
      options.leaseMs,
      JSON.stringify(options.table),
    ]);
    return rows[0];
  } catch (error) {
    // Another operation of the domain became running between our look and our write: the index says one at a time.
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return undefined;
    throw error;
  }
}

/**
 * What is running already has its place: a takeover does not ask for another. It starts by the clock, not by `now()`: that is
 * when the statement arrived, which may be before the end of the operation it then saw ended.
 */
const CLAIM = `
  with mine as (
    update "Operation" o set "state" = 'running', "attempt" = o."attempt" + 1, "fencingToken" = o."fencingToken" + 1,
      "owner" = $2, "leaseUntil" = now() + $3 * interval '1 ms', "heartbeatAt" = now(),
      "startedAt" = coalesce(o."startedAt", clock_timestamp()), "waitingFor" = null,
      "deadlineAt" = coalesce(o."deadlineAt", now() + ($4::jsonb->o."kind"->>'deadlineMs')::float8 * interval '1 ms')
    where o."id" = $1::uuid and (
      o."state" = 'running' and o."leaseUntil" < now()
      or o."state" = 'queued'
        and not exists (select 1 from "Operation" e where e."domainId" = o."domainId" and e."state" in ('queued', 'running')
          and e."number" < o."number")
        and (o."kind" <> 'migrate-domain' or gridbox_has_migration_places(o."id", o."hostId", o."targetHostId")))
    returning *
  ), closed as (
    update "OperationStep" s set "state" = 'failed', "finishedAt" = now(),
      "detail" = 'The agent that ran this step ended; another run took over.'
    from mine where s."operationId" = mine."id" and s."state" = 'running' and mine."attempt" > 1 returning 1
  ), step as (
    insert into "OperationStep" ("operationId", "sequence", "name", "title", "state", "attempt", "startedAt")
    select "id", coalesce((select max("sequence") from "OperationStep" s where s."operationId" = mine."id"), 0) + 1,
      $4::jsonb->"kind"->'step'->>'name', $4::jsonb->"kind"->'step'->>'title', 'running', "attempt", clock_timestamp()
    from mine returning "sequence"
  ), told as (
    select gridbox_append_events(jsonb_build_array(${changedEventSql('mine')})) as sequence from mine
  )
  select mine."id"::text as "id", mine."kind", mine."title", mine."input", mine."domainId"::text as "domainId",
    d."name" as "domainName", d."hostId"::text as "domainHostId", d."splitBrain" as "domainSplitBrain",
    (select h."name" from "DomainSighting" g join "Host" h on h."id" = g."hostId" where g."domainId" = d."id"
       and g."state" = 'running' and g."hostId" <> d."hostId" limit 1) as "runsAlsoOn", mine."hostId"::text as "hostId",
    mine."targetHostId"::text as "targetHostId", mine."vo", mine."attempt", mine."fencingToken", mine."startedAt", mine."deadlineAt",
    mine."cancelRequestedAt" is not null as "cancelRequested", step."sequence" as "stepSequence"
  from mine cross join step cross join told left join "Domain" d on d."id" = mine."domainId"
  where told.sequence is not null`;
