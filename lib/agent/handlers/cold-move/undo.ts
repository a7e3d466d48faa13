/** Takes the new copy away: definition and files at the target. The old one is not touched. */
import type { ColdMoveFile, ColdMovePlan } from '@/lib/contracts/cold-moves';
import { isActive } from '@/lib/domain/domain';
import { DriverError } from '@/lib/drivers/errors';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { ColdEnds, ColdRun } from './ends';
import { writeColdMove } from './sql';
import { UNDO_CALL_MS } from './tunables';

/** Without the run's signal: it is what the signal leads to. */
const CALL = { deadlineMs: UNDO_CALL_MS };

/**
 * Idempotent; where it throws, the cold move stays half undone and can be taken back again.
 * @param operationId of the cold move
 * @returns the files that were removed.
 */
export async function removeNewCopy(
  run: ColdRun,
  ends: ColdEnds,
  move: { readonly operationId: string; readonly plan: ColdMovePlan },
): Promise<string[]> {
  await writeColdMove(run, move.operationId, { stage: 'half-undone' });
  const { connection, files } = ends.target;
  try {
    const there = await connection.readDomain(ends.id, { ...CALL, figures: false });
    if (there !== undefined) {
      if (isActive(there.state)) await connection.destroy(ends.id, CALL);
      // A transient one is gone with its last run.
      if ((await connection.readDomain(ends.id, { ...CALL, figures: false })) !== undefined)
        await connection.undefine(ends.id, CALL);
    }
    run.probe('new-copy-undefined');
    const removed: string[] = [];
    for (const file of move.plan.files.filter(isOurs)) {
      if (await files.remove(file.targetPath, CALL)) removed.push(file.targetPath);
    }
    return removed;
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    throw new OperationFailure(
      error.kind,
      `The new copy of ${ends.name} on ${ends.target.name} could not be taken away whole: ${error.message} The old one on ${ends.source.name} is as it was. Take it back again when ${ends.target.name} answers.`,
      { cause: error },
    );
  }
}

/** A file that was there before, or that somebody else made, is not ours to remove. */
const isOurs = (file: ColdMoveFile): boolean => file.begun;
