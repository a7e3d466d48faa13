import type { StepState } from '@/lib/domain/operation';
import type { Sql } from '@/lib/server/db/sql';
import { type NewEvent, encodeEvents } from '@/lib/server/events/append-event';
import { FINISHED_SQL } from './finish-sql';

export interface FinishOperation {
  readonly id: string;
  readonly fencingToken: number;
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  /** JSON object kept as the result, e.g. what was found. */
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly error?:
    | { readonly kind: string; readonly message: string; readonly native?: string | undefined }
    | undefined;
  /** How the open step ended. */
  readonly step: { readonly state: Exclude<StepState, 'running'>; readonly detail?: string | undefined };
  /** Events that belong to the end, told after it in the same statement. */
  readonly events?: readonly NewEvent[] | undefined;
}

/**
 * Ends an operation: row, open step and event, in one statement.
 * @returns the operations that waited for this end, for the caller to look at (should it die before, the sweep does);
 * undefined where this run holds the operation no more, and then nothing was written.
 */
export async function finishOperation(sql: Sql, finish: FinishOperation): Promise<readonly string[] | undefined> {
  const rows = await sql.query<{ next: readonly string[] }>(FINISH, [
    finish.id,
    finish.fencingToken,
    finish.state,
    finish.result === undefined ? null : JSON.stringify(finish.result),
    finish.error?.kind ?? null,
    finish.error?.message ?? null,
    finish.error?.native ?? null,
    finish.step.state,
    finish.step.detail ?? null,
    encodeEvents(finish.events ?? []),
  ]);
  return rows[0]?.next;
}

const FINISH = `
  with ended as (
    update "Operation" set "state" = $3, "finishedAt" = clock_timestamp(), "result" = $4::jsonb, "errorKind" = $5,
      "errorMessage" = $6, "errorNative" = $7, "waitingFor" = null, "leaseUntil" = null
    where "id" = $1::uuid and "fencingToken" = $2 and "state" = 'running' returning *
  ), closed as (
    update "OperationStep" s set "state" = $8, "finishedAt" = clock_timestamp(), "detail" = $9
    from ended where s."operationId" = ended."id" and s."state" = 'running' returning 1
  ), ${FINISHED_SQL}, more as (
    select gridbox_append_events($10::jsonb) from told where jsonb_array_length($10::jsonb) > 0
  )
  select told.sequence, (select count(*) from more), array(select "id"::text from next) as "next" from told`;
