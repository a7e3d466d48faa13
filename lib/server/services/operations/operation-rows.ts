import { z } from 'zod';
import type { OperationSummary } from '@/lib/contracts/operations';
import { isFinished, OPERATION_KINDS, OPERATION_STATES } from '@/lib/domain/operation';
import { definitionOf } from '@/lib/operations/registry';
import type { Operation } from '@/lib/server/db/generated/client';

const Kind = z.enum(OPERATION_KINDS);
const State = z.enum(OPERATION_STATES);

/**
 * An operation as lists have it. `cancellable` says whether asking makes sense now: what is queued always can be taken
 * back, what runs only where its kind can stop, and its host.
 * @param stopRefusal why it cannot be stopped once it runs, see `stopRefusals`
 */
export function operationSummary(row: Operation, stopRefusal?: string): z.input<typeof OperationSummary> {
  const kind = Kind.parse(row.kind);
  const state = State.parse(row.state);
  const stoppable =
    state === 'queued' || (state === 'running' && definitionOf(kind).cancellable && stopRefusal === undefined);
  return {
    id: row.id,
    kind,
    title: row.title,
    state,
    domainId: row.domainId,
    hostId: row.hostId,
    targetHostId: row.targetHostId,
    vo: row.vo,
    actorName: row.actorName,
    reason: row.reason,
    waitingFor: isFinished(state) ? null : row.waitingFor,
    cancellable: stoppable && row.cancelRequestedAt === null,
    stopRefusal: stopRefusal ?? null,
    cancelRequested: row.cancelRequestedAt !== null,
    attempt: row.attempt,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
    error:
      row.errorKind === null ? null : { kind: row.errorKind, message: row.errorMessage ?? '', native: row.errorNative },
  };
}
