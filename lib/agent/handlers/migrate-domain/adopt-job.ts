import { DriverError } from '@/lib/drivers/errors';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Journal } from './journal';
import type { MigrateRun, Move } from './move';
import { isStalled } from './progress';
import { ASK_DEADLINE_MS, SETTLE_LOOK_EVERY_MS, STALLED_AFTER_MS } from './tunables';

/**
 * A migration that an earlier run began may still be copying: it is watched to its end, as if it were our own. Cancelling,
 * the deadline and the stall watch abort it at the source.
 *
 * Xen's driver waits for the very client that began a migration to end it, for ever, and cannot abort it: such a job is
 * watched for as long as its guest is heard at the source, and then given up with what can be done about it.
 * @param paused its owner had paused it, so its silence says nothing
 * @returns true where there was one.
 * @throws OperationFailure `unknown` where the job stands and nobody can end it.
 */
export async function adoptJob(run: MigrateRun, move: Move, journal: Journal, paused: boolean): Promise<boolean> {
  let found = false;
  let aborted = false;
  const cancel = await canCancel(move);
  let aliveAt = run.ports.clock.monotonicMs();
  for (;;) {
    const job = await readJob(run, move);
    if (job === undefined) return found;
    if (!found) await run.step('adopt', 'Watch the migration that an earlier run began');
    found = true;
    journal.record(job);
    if (!cancel) {
      if (!paused && (await isHeardAtSource(move))) aliveAt = run.ports.clock.monotonicMs();
      const silentMs = run.ports.clock.monotonicMs() - aliveAt;
      if (run.signal.aborted || (!paused && silentMs >= STALLED_AFTER_MS)) throw abandonedByItsClient(move);
    }
    if (!aborted && (run.signal.aborted || isStalled(journal.state, job.elapsedMs))) {
      aborted = true;
      await move.source.connection.abortMigration(move.id).catch((error: unknown) => {
        // It ended in this moment, or cannot be stopped: the next look says how.
        if (!DriverError.is(error)) throw error;
      });
    }
    await sleepUnless(run.ports.clock, SETTLE_LOOK_EVERY_MS, new AbortController().signal);
  }
}

async function canCancel(move: Move): Promise<boolean> {
  try {
    return (await move.source.connection.capabilities({ deadlineMs: ASK_DEADLINE_MS })).migration.cancel;
  } catch (error) {
    // A host that does not answer has no job to tell of either, and the questions to both follow.
    if (DriverError.is(error)) return true;
    throw error;
  }
}

async function isHeardAtSource(move: Move): Promise<boolean> {
  try {
    await move.source.connection.hearGuest(move.id, { deadlineMs: ASK_DEADLINE_MS });
    return true;
  } catch (error) {
    if (DriverError.is(error)) return false;
    throw error;
  }
}

function abandonedByItsClient({ name, source, target }: Move): OperationFailure {
  return new OperationFailure(
    'unknown',
    `The agent that moved ${name} ended on the way, and the migration has no one to end it. ` +
      `${source.name} and ${target.name} hold it for that migration and let nobody else act on it. ` +
      `Restart libvirtd on both; guests run on meanwhile. If ${name} is then paused on ${target.name}, all of it has arrived: resume it there and force it off on ${source.name}.`,
  );
}

async function readJob(run: MigrateRun, move: Move) {
  try {
    const connection = await run.directory.connection(move.source.hostId);
    return await connection.migrationJob(move.id, { deadlineMs: ASK_DEADLINE_MS });
  } catch (error) {
    // No such domain there, or the host does not say: then there is no job to watch, and the questions to both follow.
    if (DriverError.is(error)) return undefined;
    throw error;
  }
}
