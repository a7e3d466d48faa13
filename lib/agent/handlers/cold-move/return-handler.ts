/** The operator takes the old copy back: the new one is stopped and goes, with its definition and its converted disks. */
import { isActive } from '@/lib/domain/domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { WRITE_PLACE } from '@/lib/agent/handlers/migrate-domain/sql';
import { openColdEnds } from './ends';
import { powerOff } from './power-off';
import { readOpenColdMove, writeColdMove } from './sql';
import { removeNewCopy } from './undo';

export const returnColdMoveHandler: Handler<'return-cold-move'> = {
  kind: 'return-cold-move',
  firstStep: { name: 'check', title: 'Look at both copies' },
  run: async (run) => {
    const ends = await openColdEnds(run);
    const move = await readOpenColdMove(run);
    if (move === undefined)
      throw new OperationFailure('refused', `No cold move of ${ends.name} waits to be taken back.`);
    const old = await ends.source.connection.readDomain(ends.id, { signal: run.signal, figures: false });
    if (old === undefined)
      throw new OperationFailure(
        'refused',
        `${ends.source.name} has no copy of ${ends.name} any more; the new one on ${ends.target.name} is the only one and is left alone.`,
      );
    const there = await ends.target.connection.readDomain(ends.id, { signal: run.signal, figures: false });
    if (there !== undefined && isActive(there.state)) {
      await run.step(
        'stop',
        run.input.force ? `Force it off on ${ends.target.name}` : `Ask the guest on ${ends.target.name} to power off`,
      );
      run.probe('before-stop');
      if (run.input.force) await ends.target.connection.destroy(ends.id, { signal: run.signal });
      else await powerOff(run, ends, ends.target);
    }
    await run.step('remove', `Remove its definition and its converted disks on ${ends.target.name}`);
    run.probe('before-remove');
    const removed = await removeNewCopy(run, ends, move);
    run.note(removed.length === 0 ? 'No file was left to remove.' : `Removed: ${removed.join(', ')}.`);
    const { id, fencingToken } = run.operation;
    const heard = null;
    const place = [id, fencingToken, ends.source.hostId, ends.target.hostId, old.state, heard, heard];
    await run.sql.query(WRITE_PLACE, place);
    await writeColdMove(run, move.operationId, { stage: 'returned' });
    return { result: { hostId: ends.source.hostId, removed } };
  },
};
