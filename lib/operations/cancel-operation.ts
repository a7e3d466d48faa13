import type { Actor } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { isFinished, type OperationKind, type OperationState } from '@/lib/domain/operation';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import { CANCEL_CHANNEL, lookSql } from './dispatch';
import { changedEventSql, FINISHED_SQL } from './finish-sql';
import { definitionOf } from './registry';
import { stopRefusalOf } from './stop-refusal';

/**
 * Asks an operation to stop. What is still queued ends at once; what runs is asked, and its runner observes it.
 * @returns the row after the request.
 * @throws AppError `not-found`, `conflict` where it has already ended, `refused` where its kind or its host cannot stop.
 */
export async function cancelOperation(
  tx: Tx,
  cancel: { readonly operationId: string; readonly actor: Pick<Actor, 'name'> },
): Promise<Operation> {
  const dequeued = await tx.$queryRawUnsafe<Operation[]>(
    `with ended as (
       update "Operation" set "state" = 'cancelled', "finishedAt" = now(), "waitingFor" = null,
         "cancelRequestedAt" = now(), "cancelRequestedBy" = $2
       where "id" = $1::uuid and "state" = 'queued' returning *
     ), moved as (
       update "Migration" m set "stage" = 'cancelled',
         "stages" = m."stages" || jsonb_build_array(jsonb_build_object('stage', 'cancelled', 'at', to_json(now())))
       from ended where m."operationId" = ended."id" returning 1
     ), ${FINISHED_SQL}, woken as (
       select ${lookSql('"id"')} from next
     )
     select ended.*, (select count(*) from woken) from ended, told`,
    cancel.operationId,
    cancel.actor.name,
  );
  if (dequeued[0] !== undefined) return dequeued[0];
  return await requestCancel(tx, cancel);
}

async function requestCancel(
  tx: Tx,
  { operationId, actor }: { readonly operationId: string; readonly actor: Pick<Actor, 'name'> },
): Promise<Operation> {
  const operation = await tx.operation.findUnique({ where: { id: operationId } });
  if (operation === null) throw new AppError('not-found', 'There is no such operation.');
  const state = operation.state as OperationState; // our own column: only these are written
  if (isFinished(state)) throw new AppError('conflict', `The operation has already ${ENDED[state]}.`);
  const kind = operation.kind as OperationKind; // our own column: only these are written
  if (!definitionOf(kind).cancellable) {
    throw new AppError('refused', 'This kind of operation cannot be stopped once it runs; it takes moments.');
  }
  if (kind === 'migrate-domain' && operation.hostId !== null) {
    // One after the other: a transaction has one connection.
    const source = await tx.host.findUnique({ where: { id: operation.hostId } });
    const migration = await tx.migration.findUnique({ where: { operationId }, select: { stage: true } });
    const refusal = stopRefusalOf(source, migration?.stage);
    if (refusal !== null) throw new AppError('unsupported', refusal);
  }
  if (operation.cancelRequestedAt !== null) return operation;
  const rows = await tx.$queryRawUnsafe<Operation[]>(
    `with asked as (
       update "Operation" set "cancelRequestedAt" = now(), "cancelRequestedBy" = $2
       where "id" = $1::uuid and "state" = 'running' and "cancelRequestedAt" is null returning *
     ), told as (
       select gridbox_append_events(jsonb_build_array(${changedEventSql('asked')})) as sequence,
         pg_notify('${CANCEL_CHANNEL}', "id"::text) as notified
       from asked
     )
     select asked.* from asked, told where told.sequence is not null`,
    operationId,
    actor.name,
  );
  // It ended, or somebody else asked, between the look and the request: what is true now is the answer.
  return rows[0] ?? (await requestCancel(tx, { operationId, actor }));
}

const ENDED: Record<OperationState, string> = {
  queued: 'been queued',
  running: 'started',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'been cancelled',
};
