import { finishOperation, type FinishOperation } from '@/lib/operations/finish-operation';
import { giveBackLeases } from '@/lib/operations/give-back-leases';
import { DriverError } from '@/lib/drivers/errors';
import type { OperationKind } from '@/lib/domain/operation';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import type { AgentPorts } from '@/lib/agent/ports';
import { sqlOfPool } from '@/lib/server/db/sql';
import { AgentStopping, CancelRequested, DeadlinePassed, LeaseLost } from './abort-reasons';
import { describeFailure, type FailureWords, OperationFailure } from './operation-failure';
import type { OpenRun } from './open-run';
import type { Handler, HandlerResult } from './run';
import type { RunOutcome } from './runner';

interface EndRun {
  readonly ports: AgentPorts;
  readonly directory: HostDirectory;
  readonly open: OpenRun;
  readonly handler: Handler<OperationKind>;
  readonly outcome: RunOutcome<HandlerResult>;
  readonly ms: number;
}

/**
 * Writes how the run ended; nothing where it was fenced, and only the lease where the agent itself is ending.
 * @returns the operations that waited for this end and want a look.
 */
export async function endRun(end: EndRun): Promise<readonly string[]> {
  const { ports, open, outcome } = end;
  const { id, fencingToken } = open.operation;
  const reason: unknown = open.run.signal.reason;
  const threw = outcome.state === 'threw';
  if (reason instanceof LeaseLost || (threw && outcome.error instanceof LeaseLost)) {
    ports.emit({ type: 'operation.fenced', id });
    return [];
  }
  if (threw && reason instanceof AgentStopping) {
    await giveBackLeases(sqlOfPool(ports.pool), [open.operation]);
    return [];
  }
  open.run.probe('before-finish');
  const finish = outcome.state === 'done' ? succeeded(end, outcome.result) : await ended(end, outcome.error);
  const waited = await finishOperation(sqlOfPool(ports.pool), { id, fencingToken, ...finish });
  open.run.probe('after-finish');
  if (waited === undefined) {
    ports.emit({ type: 'operation.fenced', id });
    return [];
  }
  lookAgain(end);
  ports.emit({
    type: 'operation.finished',
    id,
    kind: open.operation.kind,
    title: open.operation.title,
    state: finish.state,
    ms: end.ms,
    error: finish.error?.message,
  });
  return waited;
}

/** Operations of a cold move that change which host has the domain. */
const isColdMove = (kind: OperationKind): boolean =>
  kind === 'cold-move-domain' || kind === 'keep-cold-move' || kind === 'return-cold-move';

type Finish = Omit<FinishOperation, 'id' | 'fencingToken'>;

function succeeded({ open }: EndRun, result: HandlerResult): Finish {
  const { detail, skipped } = open.openStep();
  return {
    state: 'succeeded',
    result: result.result,
    events: result.events,
    step: { state: skipped ? 'skipped' : 'succeeded', detail },
  };
}

async function ended({ ports, open, handler }: EndRun, error: unknown): Promise<Finish> {
  const reason: unknown = open.run.signal.reason;
  const failed = error instanceof OperationFailure ? error : undefined;
  const byAbort = error === reason || DriverError.is(error, 'cancelled') || failed?.kind === 'cancelled';
  const result = failed?.result;
  if (reason instanceof CancelRequested && byAbort) {
    const message = error instanceof Error && error !== reason ? error.message : 'Cancelled on request.';
    await handler.ended?.(open.run, { state: 'cancelled', message });
    return { state: 'cancelled', result, step: { state: 'cancelled', detail: message } };
  }
  const words = describeFailure(reason instanceof DeadlinePassed && byAbort ? timedOut(reason) : error);
  if (words.unexpected !== undefined) ports.emit({ type: 'loop.error', loop: 'handler', error: words.unexpected });
  await handler.ended?.(open.run, { state: 'failed', message: words.message });
  const failure: FailureWords = { kind: words.kind, message: words.message, native: words.native };
  return { state: 'failed', error: failure, result, step: { state: 'failed', detail: words.message } };
}

const timedOut = (reason: DeadlinePassed): OperationFailure =>
  new OperationFailure('timeout', `${reason.message} What was begun may still take effect; look at the domain.`);

/**
 * What the operation did shows in the inventory at once. A host that tells events has told it already; but a move was
 * written by its handler, so what the readers remember of it is checked against both hosts.
 */
function lookAgain({ directory, open }: EndRun): void {
  const { kind, domainId, domainHostId, hostId, targetHostId } = open.operation;
  if (domainId === null) return;
  // Where an operation moves a domain between hosts, both are looked at whatever they told.
  const moved = kind === 'migrate-domain' || isColdMove(kind);
  for (const id of new Set([domainHostId, hostId, targetHostId])) {
    const reader = id === null ? undefined : directory.reader(id);
    if (reader !== undefined && (moved || reader.capabilities?.events !== true)) reader.look(domainId, moved);
  }
}
