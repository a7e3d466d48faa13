import { DriverError } from '@/lib/drivers/errors';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Journal } from './journal';
import type { MigrateRun, Move } from './move';
import { isStalled } from './progress';
import { ASK_DEADLINE_MS, SETTLE_LOOK_EVERY_MS } from './tunables';

/**
 * A migration that an earlier run began may still be copying: it is watched to its end, as if it were our own. Cancelling,
 * the deadline and the stall watch abort it at the source.
 * @returns true where there was one.
 */
export async function adoptJob(run: MigrateRun, move: Move, journal: Journal): Promise<boolean> {
  let found = false;
  let aborted = false;
  for (;;) {
    const job = await readJob(run, move);
    if (job === undefined) return found;
    if (!found) await run.step('adopt', 'Watch the migration that an earlier run began');
    found = true;
    journal.record(job);
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
