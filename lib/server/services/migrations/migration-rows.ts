import { z } from 'zod';
import type { MigrationSummary } from '@/lib/contracts/migrations';
import { MIGRATION_STAGES, OPERATION_STATES } from '@/lib/domain/operation';
import { stopRefusalOf, type LeavingHost } from '@/lib/operations/stop-refusal';
import type { Migration, Operation } from '@/lib/server/db/generated/client';

const Stage = z.enum(MIGRATION_STAGES);
const State = z.enum(OPERATION_STATES);

/**
 * A migration as lists have it. What waits can always be taken back; what runs only where the source's hypervisor can
 * stop a migration.
 */
export function migrationSummary(
  row: Migration & { readonly operation: Operation },
  source: LeavingHost | undefined,
): z.input<typeof MigrationSummary> {
  const { operation } = row;
  const state = State.parse(operation.state);
  const stopRefusal = stopRefusalOf(source, row.stage);
  const stoppable = state === 'queued' || (state === 'running' && source !== undefined && stopRefusal === null);
  const finished = state !== 'queued' && state !== 'running';
  return {
    id: row.operationId,
    domainId: row.domainId,
    domainName: row.domainName,
    vo: row.vo,
    simulated: row.simulated,
    sourceHostId: row.sourceHostId,
    sourceHostName: row.sourceHostName,
    targetHostId: row.targetHostId,
    targetHostName: row.targetHostName,
    state,
    stage: Stage.parse(row.stage),
    progress: row.progress,
    waitingFor: finished ? null : operation.waitingFor,
    cancellable: stoppable && operation.cancelRequestedAt === null,
    stopRefusal,
    cancelRequested: operation.cancelRequestedAt !== null,
    actorName: operation.actorName,
    reason: operation.reason,
    createdAt: row.createdAt.toISOString(),
    startedAt: operation.startedAt?.toISOString() ?? null,
    finishedAt: operation.finishedAt?.toISOString() ?? null,
    durationMs: row.durationMs,
    downtimeMeasuredMs: row.downtimeMeasuredMs,
    downtimeReportedMs: row.downtimeReportedMs,
    bytesTransferred: row.bytesTransferred === null ? null : Number(row.bytesTransferred),
    rounds: row.rounds,
    guestHeardAt: row.guestHeardAt?.toISOString() ?? null,
    guestSilentSinceAt: row.guestSilentSinceAt?.toISOString() ?? null,
    error: operation.errorMessage,
  };
}
