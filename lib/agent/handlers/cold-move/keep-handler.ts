/** The operator keeps the new copy: the old definition goes, and the disk images that were converted with it. */
import type { ColdMoveFile } from '@/lib/contracts/cold-moves';
import { isActive } from '@/lib/domain/domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { openColdEnds, type ColdEnds, type ColdRun } from './ends';
import { FORGET_SOURCE, readOpenColdMove, writeColdMove } from './sql';

export const keepColdMoveHandler: Handler<'keep-cold-move'> = {
  kind: 'keep-cold-move',
  firstStep: { name: 'check', title: 'Look at both copies' },
  run: async (run) => {
    const ends = await openColdEnds(run);
    const move = await readOpenColdMove(run);
    if (move?.stage !== 'awaiting')
      throw new OperationFailure('refused', `No cold move of ${ends.name} waits to be kept.`);
    const call = { signal: run.signal };
    const there = await ends.target.connection.readDomain(ends.id, { ...call, figures: false });
    if (there === undefined)
      throw new OperationFailure(
        'refused',
        `${ends.target.name} has no copy of ${ends.name}; the old one is left alone.`,
      );
    const old = await ends.source.connection.readDomain(ends.id, { ...call, figures: false });
    if (old !== undefined && isActive(old.state))
      throw new OperationFailure(
        'refused',
        `${ends.name} is ${old.state} on ${ends.source.name}; what runs is not deleted.`,
      );
    await run.step('undefine', `Delete the old definition on ${ends.source.name}`);
    run.probe('before-undefine');
    if (old === undefined) run.note('It was gone already.', true);
    else await ends.source.connection.undefine(ends.id, call);
    run.probe('after-undefine');
    await run.sql.query(FORGET_SOURCE, [ends.id, ends.source.hostId]);
    const { deleted, left } = await deleteDisks(run, ends, move.plan.files, run.input.deleteDisks);
    await writeColdMove(run, move.operationId, { stage: 'kept' });
    return { result: { hostId: ends.target.hostId, deleted, left } };
  },
};

/**
 * Only what this domain alone wrote to: a kernel, an initial root file system and a read-only disk are other domains' too,
 * as a rule, and an image that another definition of the host names is.
 */
async function deleteDisks(
  run: ColdRun,
  ends: ColdEnds,
  files: readonly ColdMoveFile[],
  wanted: boolean,
): Promise<{ deleted: string[]; left: string[] }> {
  const own = files.filter((file) => file.role === 'disk' && !file.readOnly);
  const others = files.filter((file) => !own.includes(file)).map((file) => `${file.sourcePath} (others may use it)`);
  if (!wanted) return { deleted: [], left: [...own.map((file) => file.sourcePath), ...others] };
  await run.step('delete', `Delete the old disk images on ${ends.source.name}`);
  const used = await usedByOthers(ends);
  const deleted: string[] = [];
  const left = [...others];
  for (const { sourcePath } of own) {
    const user = used.get(sourcePath);
    if (user === undefined) {
      run.probe('before-delete');
      if (await ends.source.files.remove(sourcePath, { signal: run.signal })) deleted.push(sourcePath);
    } else left.push(`${sourcePath} (${user} has it as well)`);
  }
  run.note(
    [
      deleted.length === 0 ? 'No disk image was deleted.' : `Deleted: ${deleted.join(', ')}.`,
      ...(left.length === 0 ? [] : [`Left: ${left.join(', ')}.`]),
    ].join(' '),
  );
  return { deleted, left };
}

/** Which domain of the source names each file now. */
async function usedByOthers(ends: ColdEnds): Promise<Map<string, string>> {
  const domains = await ends.source.connection.listDomains();
  return new Map(
    domains.flatMap((domain) =>
      (domain.definition?.disks ?? []).flatMap((disk) =>
        disk.source === undefined ? [] : [[disk.source, domain.name] as const],
      ),
    ),
  );
}
