import { DriverError } from '@/lib/drivers/errors';
import type { MigrateOptions, MigrationReport } from '@/lib/drivers/port';
import { formatDuration } from '@/lib/utils/time';
import { sleepUnless } from '@/lib/agent/system-clock';
import { AgentStopping, CancelRequested, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Heard, Hearing } from './hearing';
import type { Journal } from './journal';
import type { MigrateRun, Move } from './move';
import { isStalled } from './progress';
import { SETTLE_LOOK_EVERY_MS, SILENT_AFTER_MS, STALLED_AFTER_MS, STALLED_ALONE_AFTER_MS } from './tunables';

export interface Copied {
  readonly report: MigrationReport;
  readonly durationMs: number;
}

/**
 * The hypervisor call. It is aborted when the run is, and when nothing moves any more; but not when another run took over:
 * that one adopts the very job. In post-copy the guest runs at the target and there is no way back: it is watched to its end.
 * @throws DriverError of the call; OperationFailure `stalled`; LeaseLost at once, leaving the job alone.
 */
export async function copy(run: MigrateRun, move: Move, journal: Journal, hearing: Hearing): Promise<Copied> {
  // At the call, not at its first figures: a short move is over before a driver is asked for any.
  journal.enter('copying');
  const stop = new AbortController();
  const lost = new AbortController();
  let stalledForMs: number | undefined;
  const { migration: abilities } = await move.source.connection.capabilities({ signal: run.signal });
  const onAbort = () => {
    const { reason } = run.signal;
    const noWayBack = journal.last?.postCopyActive === true;
    if (reason instanceof LeaseLost || (noWayBack && reason instanceof AgentStopping)) lost.abort(reason);
    else if (noWayBack) run.note(`It cannot be stopped any more: ${move.name} already runs on ${move.target.name}.`);
    // Asked in vain where nothing can stop it: it is watched to its end instead of being left on its way.
    else if (abilities.cancel || !(reason instanceof CancelRequested)) stop.abort(reason);
  };
  if (run.signal.aborted) onAbort();
  else run.signal.addEventListener('abort', onAbort, { once: true });
  const { clock } = run.ports;
  const began = clock.monotonicMs();
  const ending = new AbortController();
  const watch = async () => {
    while (await sleepUnless(clock, SETTLE_LOOK_EVERY_MS, ending.signal)) {
      if (run.input.live) journal.silent(silentSince(hearing.lastHeard(), clock.monotonicMs()));
      const afterMs = move.target.connection.open ? STALLED_AFTER_MS : STALLED_ALONE_AFTER_MS;
      if (!isStalled(journal.state, clock.monotonicMs() - began, afterMs)) continue;
      if (journal.last?.postCopyActive === true) continue;
      stalledForMs = afterMs;
      stop.abort(new DriverError('cancelled', 'The copy stood still.'));
      return;
    }
  };
  void watch();
  // A host that is slow to answer while it copies would otherwise lose its connection, and with it the move.
  const holds = [move.source, move.target].map(({ hostId }) => run.directory.link(hostId)?.hold());
  const deadlineMs = Math.max(1, run.operation.deadlineAt.getTime() - clock.now().getTime());
  try {
    const moving = move.source.connection.migrate(
      move.id,
      move.target.connection,
      optionsOf(run, move),
      { onProgress: journal.record },
      { deadlineMs, signal: stop.signal },
    );
    const report = await orLost(moving, lost.signal);
    return { report, durationMs: clock.monotonicMs() - began };
  } catch (error) {
    if (stalledForMs === undefined) throw error;
    throw new OperationFailure(
      'stalled',
      `Nothing was copied for ${formatDuration(stalledForMs)}${move.target.connection.open ? '' : `, and ${move.target.name} does not answer`}, so the migration was aborted.`,
      { cause: error },
    );
  } finally {
    for (const release of holds) release?.();
    ending.abort();
    run.signal.removeEventListener('abort', onAbort);
  }
}

/** A guest that was never heard has nothing to fall silent with. */
function silentSince(heard: Heard | undefined, nowMs: number): Date | undefined {
  return heard !== undefined && nowMs - heard.monotonicMs >= SILENT_AFTER_MS ? heard.at : undefined;
}

function optionsOf(run: MigrateRun, move: Move): MigrateOptions {
  const { live, bandwidthMiBps, maxDowntimeMs, autoConverge, postCopy, copyStorage } = run.input;
  return {
    live,
    migrateUri: move.target.migrationUri,
    bandwidthMiBps,
    maxDowntimeMs,
    autoConverge,
    postCopy,
    copyStorage,
  };
}

async function orLost<T>(work: Promise<T>, lost: AbortSignal): Promise<T> {
  let onLost: (() => void) | undefined;
  const leaving = new Promise<never>((_resolve, reject) => {
    onLost = () => reject(new LeaseLost());
    if (lost.aborted) onLost();
    else lost.addEventListener('abort', onLost, { once: true });
  });
  try {
    return await Promise.race([work, leaving]);
  } finally {
    if (onLost !== undefined) lost.removeEventListener('abort', onLost);
    work.catch(() => undefined); // Once the lease is lost its outcome is another run's to find out.
  }
}
