/** What an event says about rows of operations and migrations. Same object where nothing changes. Pure. */
import type { EventBody } from '@/lib/contracts/events';
import type { MigrationSummary } from '@/lib/contracts/migrations';
import type { OperationSummary } from '@/lib/contracts/operations';
import { isFinished } from '@/lib/domain/operation';

type Timed = Pick<
  OperationSummary,
  'id' | 'state' | 'waitingFor' | 'startedAt' | 'finishedAt' | 'cancellable' | 'stopRefusal'
>;

function patchState<T extends Timed>(row: T, event: EventBody, at: string): T {
  if (event.type !== 'operation.changed' || event.operationId !== row.id) return row;
  if (row.state === event.state && row.waitingFor === event.waitingFor) return row;
  // A finished operation stays finished: an event replayed after a fresher answer changes nothing.
  if (isFinished(row.state)) return row;
  const finished = isFinished(event.state);
  return {
    ...row,
    state: event.state,
    waitingFor: event.waitingFor,
    startedAt: row.startedAt ?? (event.state === 'running' ? at : null),
    finishedAt: finished ? at : row.finishedAt,
    cancellable: finished || (event.state === 'running' && row.stopRefusal !== null) ? false : row.cancellable,
  };
}

export const patchOperation = <T extends OperationSummary>(row: T, event: EventBody, at: string): T =>
  patchState(row, event, at);

export function patchMigration<T extends MigrationSummary>(row: T, event: EventBody, at: string): T {
  if (event.type === 'migration.progress') {
    if (event.operationId !== row.id || isFinished(row.state)) return row;
    const progress = event.progress === null ? row.progress : Math.max(event.progress, row.progress ?? 0);
    if (row.stage === event.stage && row.progress === progress) return row;
    return { ...row, stage: event.stage, progress };
  }
  return patchState(row, event, at);
}
