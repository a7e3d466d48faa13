/**
 * Moves a domain that is off to another technology: its files are copied and converted, a new definition is written and
 * started, and the old one is kept until an operator decides. The picture is in docs/operations.md.
 */
import type { ColdMoveFile, ColdMovePlan } from '@/lib/contracts/cold-moves';
import { isActive, type DomainState } from '@/lib/domain/domain';
import { AgentStopping, CancelRequested, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { describeFailure, OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, HandlerResult, Run } from '@/lib/agent/worker/run';
import { DriverError } from '@/lib/drivers/errors';
import { hearBoot, type BootCheck } from '@/lib/agent/handlers/hear-boot';
import { WRITE_PLACE } from '@/lib/agent/handlers/migrate-domain/sql';
import { buildPlan } from './build-plan';
import { copyFile } from './copy-file';
import { openColdEnds, reopenColdEnds, type ColdEnds, type ColdRun } from './ends';
import { powerOff } from './power-off';
import { beginColdMove, readColdMove, readOpenColdMove, writeColdMove } from './sql';
import { removeNewCopy } from './undo';
import { HEAR_NEW_COPY_MS, RECONNECTS_MAX } from './tunables';
import { closeWorkFolder, openWorkFolder } from './work-folder';

export const coldMoveDomainHandler: Handler<'cold-move-domain'> = {
  kind: 'cold-move-domain',
  firstStep: { name: 'check', title: 'Check again on what both hosts say now' },
  run: async (run) => {
    const ends = await openColdEnds(run);
    const known = await readColdMove(run);
    if (known?.stage === 'half-undone' || known?.stage === 'undone')
      return await afterFailure(run, ends, interrupted());
    const plan = known?.plan ?? (await planAgain(run, ends));
    return await carryThrough(run, ends, plan);
  },
};

/**
 * A host whose connection is lost has not refused anything, and a copy of hours is not thrown away for it: as soon as it
 * answers again, all that is not done yet is done.
 */
async function carryThrough(run: MoveRun, first: ColdEnds, plan: ColdMovePlan): Promise<HandlerResult> {
  let ends = first;
  for (let tries = 1; ; tries += 1) {
    try {
      return await carryOut(run, ends, (await readColdMove(run))?.plan ?? plan);
    } catch (error) {
      const lost = DriverError.is(error, 'unreachable') && !run.signal.aborted;
      if (!lost || tries > RECONNECTS_MAX) return await afterFailure(run, ends, error);
      const again = await reopenColdEnds(run);
      if (again === undefined) return await afterFailure(run, ends, error);
      run.note(`${error.message} The hosts answer again; what is not done yet is done.`);
      ends = again;
    }
  }
}

/** Why it failed stands with the step that was open then. */
const interrupted = (): OperationFailure =>
  new OperationFailure('undone', 'The move had failed, and its agent ended while it was taken back.');

const OFF: readonly DomainState[] = ['off', 'crashed'];

type MoveRun = Run<'cold-move-domain'>;

/** Everything that was planned is planned once more; only then is anything written down, and nothing was touched before. */
async function planAgain(run: MoveRun, ends: ColdEnds): Promise<ColdMovePlan> {
  if ((await readOpenColdMove(run)) !== undefined)
    throw new OperationFailure(
      'refused',
      `${ends.name} has a cold move that is not decided yet: keep it or take it back first.`,
    );
  const plan = await buildPlan(run, ends, run.input);
  if (plan.obstacles.length > 0) throw new OperationFailure('refused', plan.obstacles.join(' '));
  if (run.input.planHash !== undefined && run.input.planHash !== plan.planHash) {
    throw new OperationFailure(
      'refused',
      `${ends.name} or the files on ${ends.target.name} changed since the plan was made; look at the plan again.`,
    );
  }
  if (plan.running && !run.input.shutDown) {
    throw new OperationFailure(
      'refused',
      `${ends.name} runs on ${ends.source.name}. Shut it down first, or let the cold move do it.`,
    );
  }
  await beginColdMove(run, ends, plan);
  run.probe('planned');
  return plan;
}

async function carryOut(run: ColdRun, ends: ColdEnds, planned: ColdMovePlan): Promise<HandlerResult> {
  let plan = planned;
  const there = await ends.target.connection.readDomain(ends.id, { signal: run.signal, figures: false });
  // An earlier run came that far: the copy is whole, and running is not started twice.
  if (there === undefined || !isActive(there.state)) {
    if (plan.running) await requireOff(run, ends, 'shutdown');
    plan = await copyFiles(run, ends, plan);
    await requireOff(run, ends);
    await run.step('define', `Write the new definition on ${ends.target.name}`);
    run.probe('before-define');
    await ends.target.connection.define(plan.definition ?? '', { signal: run.signal });
    run.probe('after-define');
    await run.step('start', `Start it on ${ends.target.name}`);
    // Somebody else's hand may have started the old one meanwhile; two running copies is what must never be.
    await requireOff(run, ends);
    run.probe('before-start');
    await ends.target.connection.start(ends.id, { signal: run.signal });
    run.probe('after-start');
  }
  await run.step('verify', 'Boot check: hear the guest');
  const { name: hostName, hostId, connection } = ends.target;
  const copy = { id: ends.id, name: ends.name, hostId, hostName, connection };
  const boot = await hearBoot(run, copy, HEAR_NEW_COPY_MS);
  run.probe('verified');
  return await awaitDecision(run, ends, plan, boot);
}

/** The source must have it, and have it off. @param how may power it off through its guest first */
async function requireOff(run: ColdRun, ends: ColdEnds, how?: 'shutdown'): Promise<void> {
  const old = await ends.source.connection.readDomain(ends.id, { signal: run.signal, figures: false });
  if (old === undefined) throw new OperationFailure('refused', `${ends.name} is not on ${ends.source.name} any more.`);
  // Saved memory would meet disks of another time: it is neither off nor running.
  if (OFF.includes(old.state)) return;
  if (how === undefined)
    throw new OperationFailure(
      'refused',
      `${ends.name} is ${old.state} on ${ends.source.name} again; no second copy is started.`,
    );
  await run.step('shutdown', `Ask the guest on ${ends.source.name} to power off`);
  run.probe('before-shutdown');
  await powerOff(run, ends, ends.source);
  run.probe('after-shutdown');
}

async function copyFiles(run: ColdRun, ends: ColdEnds, planned: ColdMovePlan): Promise<ColdMovePlan> {
  let plan = planned;
  const folder = await openWorkFolder(run, 'cold-move-domain');
  const keep = async (index: number, file: ColdMoveFile) => {
    plan = { ...plan, files: plan.files.map((one, at) => (at === index ? file : one)) };
    await writeColdMove(run, run.operation.id, { plan });
  };
  try {
    for (const [index, file] of planned.files.entries()) {
      const what = file.disk ?? (file.role === 'kernel' ? 'the kernel' : 'the initial root file system');
      await run.step(`copy-${file.disk ?? file.role}`, `Copy ${what} to ${ends.target.name}`);
      if (file.written !== null && (await isThere(run, ends, file))) {
        run.note('Copied by an earlier run already.', true);
        continue;
      }
      await copyFile(run, ends, file, { folder, keep: async (next) => await keep(index, next) });
    }
    return plan;
  } finally {
    await closeWorkFolder(folder);
  }
}

const isThere = async (run: ColdRun, ends: ColdEnds, file: ColdMoveFile): Promise<boolean> =>
  (await ends.target.files.stat(file.targetPath, { signal: run.signal }))?.bytes === file.written?.bytes;

async function awaitDecision(
  run: ColdRun,
  ends: ColdEnds,
  plan: ColdMovePlan,
  boot: BootCheck,
): Promise<HandlerResult> {
  const { id, fencingToken } = run.operation;
  await writeColdMove(run, id, { stage: 'awaiting', plan, verified: boot.heard, verification: boot.words });
  const KEEP_SOURCE = null;
  await run.sql.query(WRITE_PLACE, [
    id,
    fencingToken,
    ends.target.hostId,
    KEEP_SOURCE,
    'running',
    boot.sign?.uptimeMs ?? null,
    boot.sign?.heardAt ?? null,
  ]);
  run.note(boot.words);
  return {
    result: {
      hostId: ends.target.hostId,
      verified: boot.heard,
      verification: boot.words,
      next: `The old copy is kept on ${ends.source.name} until somebody keeps the new one or takes it back.`,
      plan,
    },
  };
}

/** Whatever was begun at the target is taken back, and the guest runs again where it ran. */
async function afterFailure(run: ColdRun, before: ColdEnds, error: unknown): Promise<never> {
  const { reason } = run.signal;
  if (error instanceof LeaseLost || reason instanceof LeaseLost || reason instanceof AgentStopping) throw error;
  const words = describeFailure(error);
  if (words.unexpected !== undefined) run.ports.emit({ type: 'loop.error', loop: 'cold-move', error });
  // Read anew: what was written down since says which files are ours.
  const move = await readColdMove(run);
  if (move === undefined) throw error;
  await run.step('undo', `Take back what was begun on ${before.target.name}`, { detail: words.message });
  run.probe('before-undo');
  const isOpen = before.source.connection.open && before.target.connection.open;
  const ends = isOpen ? before : ((await reopenColdEnds(run)) ?? before);
  const removed = await removeNewCopy(run, ends, move);
  const truth = await restoreSource(run, ends, move.ranBefore);
  await writeColdMove(run, move.operationId, { stage: 'undone' });
  run.note(removed.length === 0 ? 'Nothing was left on the target.' : `Removed: ${removed.join(', ')}.`);
  const ended = `Nothing is left of it on ${ends.target.name}. ${truth}`;
  if (reason instanceof CancelRequested && (DriverError.is(error, 'cancelled') || error === reason))
    throw new DriverError('cancelled', `Cancelled. ${ended}`);
  throw new OperationFailure(words.kind, `${words.message} ${ended}`, { native: words.native, cause: error });
}

/** The new copy is gone by now, so the old one may run again. @returns what is true then. */
async function restoreSource(run: ColdRun, ends: ColdEnds, ranBefore: boolean): Promise<string> {
  const { connection, name } = ends.source;
  try {
    const before = await connection.readDomain(ends.id, { figures: false });
    if (before === undefined) return `${name} does not know ${ends.name} any more.`;
    if (ranBefore && !isActive(before.state)) {
      await connection.start(ends.id);
      return `${ends.name} was started again on ${name}, where it was.`;
    }
    return `${ends.name} is ${before.state} on ${name}, where it was.`;
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    return `What ${ends.name} does on ${name} is not known: ${error.message}`;
  } finally {
    run.probe('source-restored');
  }
}
