import type { StepState } from '@/lib/domain/operation';
import type { Sql } from '@/lib/server/db/sql';

export interface BeginStep {
  readonly id: string;
  readonly fencingToken: number;
  readonly name: string;
  readonly title: string;
  /** How the step before ended; it is closed by the same statement. */
  readonly before: { readonly state: Exclude<StepState, 'running'>; readonly detail?: string | undefined };
}

/**
 * Closes the open step and opens the next, before its side effect. One statement, and nothing at all for a run that was
 * fenced: its row is locked while we look, so no takeover slips in between.
 * @returns false where this run holds the operation no more.
 */
export async function beginStep(sql: Sql, step: BeginStep): Promise<boolean> {
  const rows = await sql.query(BEGIN, [
    step.id,
    step.fencingToken,
    step.name,
    step.title,
    step.before.state,
    step.before.detail ?? null,
  ]);
  return rows.length > 0;
}

const BEGIN = `
  with mine as (
    select * from "Operation" where "id" = $1::uuid and "fencingToken" = $2 and "state" = 'running' for share
  ), closed as (
    update "OperationStep" s set "state" = $5, "finishedAt" = clock_timestamp(), "detail" = $6
    from mine where s."operationId" = mine."id" and s."state" = 'running' returning 1
  ), opened as (
    insert into "OperationStep" ("operationId", "sequence", "name", "title", "state", "attempt", "startedAt")
    select "id", coalesce((select max("sequence") from "OperationStep" s where s."operationId" = mine."id"), 0) + 1,
      $3, $4, 'running', "attempt", clock_timestamp()
    from mine returning "sequence"
  ), told as (
    select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', mine."vo", 'body', jsonb_build_object(
      'type', 'operation.step', 'operationId', mine."id", 'domainId', mine."domainId", 'step', $3::text, 'title', $4::text)))) as sequence
    from mine
  )
  select opened."sequence" from opened, told where told.sequence is not null`;
