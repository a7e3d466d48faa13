/**
 * One look at a run: what has ended is noted, what has its turn is begun, and when nothing is left to do what was to go is looked for.
 * All of it stands in the rows, and each operation has a key made of the run's own numbers: an agent that dies in the middle leaves
 * nothing that the next one would do twice. The picture is in docs/operations.md.
 */
import { UNDER_WAY } from '@/lib/domain/site-run';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import { LEASES_ACTOR } from '@/lib/server/services/leases/lease-actor';
import { readRevision } from '@/lib/server/services/sites/site-rows';
import { isAtEnd, stepsInTurn } from '@/lib/site/run/turn';
import { notBroughtBack } from '@/lib/site/run/undo-steps';
import { beginStep, submitDeed } from './begin-step';
import { advanceProof, beginProof } from './prove-run';
import { kindOf, RUN_PARTS, type RunRow, verbOf } from './run-rows';
import type { RunWork } from './run-work';
import { stateOf, stepStateOf } from './run-summary';
import { leaveState, type StepRow } from './run-writes';
import { settleSteps } from './settle-steps';
import { tryAgain } from './try-again';
import { addUndoSteps, asDone } from './undo-run';
import { lookWhetherUp } from './node-up';

/**
 * What a run may do beyond what the account by which it goes may do alone: the right to apply a site is the right to what its plan says,
 * and to nothing else. The account is looked up at every look, so that one that is disabled ends it.
 */
const RUN_SCOPES = [
  'hosts:read',
  'domains:read',
  'domains:create',
  'domains:edit',
  'domains:operate',
  'domains:migrate',
  'probes:read',
  'probes:write',
] as const;

/** Runs of which something may have to be noted or begun. */
export async function openRuns(db: Db): Promise<readonly { readonly id: string; readonly busy: boolean }[]> {
  const rows = await db.siteRun.findMany({
    where: { endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { id: true, state: true },
  });
  return rows.map((row) => ({ id: row.id, busy: UNDER_WAY.includes(stateOf(row)) }));
}

export async function advanceRun(db: Db, id: string, now: Date): Promise<void> {
  const row = await db.siteRun.findUnique({ where: { id }, include: RUN_PARTS });
  if (row === null || row.endedAt !== null) return;
  const settled = await settleSteps(db, row, now);
  const run = settled ? await db.siteRun.findUniqueOrThrow({ where: { id }, include: RUN_PARTS }) : row;
  switch (stateOf(run)) {
    case 'running':
    case 'rolling-back':
      return await goOn(db, run, now);
    case 'proving':
      return await advanceProof(db, run, now);
    case 'not-clean':
      if (run.proofDueAt !== null && run.proofDueAt > now) return;
      return await lookAgainForLeft(db, run);
    default:
      return;
  }
}

async function goOn(db: Db, run: RunRow, now: Date): Promise<void> {
  // What was lent is taken back whoever's account has gone since.
  const owner =
    run.origin === 'lease' && kindOf(run) === 'destroy'
      ? LEASES_ACTOR
      : await actorFor(db, run, { scopes: ['sites:apply'], work: 'apply sites' });
  if (typeof owner === 'string')
    return await leaveState(db, run, { state: 'paused', halted: owner }, `stands still: ${owner}`);
  const site = await readRevision(db, run.siteId, run.revision);
  const work: RunWork = { db, run, site, owner: { ...owner, scopes: [...owner.scopes, ...RUN_SCOPES] }, now };
  return stateOf(run) === 'rolling-back' ? await goBack(work) : await goForth(work);
}

async function goForth(work: RunWork): Promise<void> {
  const { db, run, now } = work;
  const destroys = kindOf(run) === 'destroy';
  for (const step of run.steps) if (step.state === 'verifying') await lookWhetherUp(work, step);
  const failed = run.steps.find(({ state }) => state === 'failed');
  if (failed !== undefined && !destroys) return await afterFailure(work, failed);
  await beginTurn(work, run.steps, destroys ? 'back' : 'forth');
  if (!isAtEnd(toTurn(run.steps), destroys ? 'back' : 'forth')) return;
  if (destroys) return await beginProof(db, run, now);
  await leaveState(db, run, { state: 'done', halted: null, endedAt: now }, 'is applied: every step is done');
}

/** Nothing new is begun beside a failure; what is under way ends first, so that what there is then is known. */
async function afterFailure({ db, run }: RunWork, failed: StepRow): Promise<void> {
  if (run.steps.some(({ state }) => state === 'running')) return;
  const why = `${failed.subject}: ${failed.words ?? 'it failed.'}`;
  if (run.onFailure === 'keep')
    return await leaveState(
      db,
      run,
      { state: 'paused', halted: `${why} What was made is kept: try again, roll back, or leave it so.` },
      `stands still: ${why}`,
    );
  await db.siteRunStep.updateMany({
    where: { runId: run.id, state: 'waiting' },
    data: { state: 'left', words: 'It was rolled back before its turn.' },
  });
  const lost = notBroughtBack(run.steps.map(asDone));
  const words = lost.length === 0 ? '' : ` ${lost.join(', ')} had been destroyed by then, and does not come back.`;
  await leaveState(db, run, { state: 'rolling-back', halted: `${why}${words}` }, `is rolled back: ${why}`);
}

async function goBack(work: RunWork): Promise<void> {
  const { db, run, now } = work;
  // What was begun before has to end, so that nothing is made behind the back of what takes away.
  const forth = run.steps.filter(({ undo }) => !undo);
  if (forth.some(({ state }) => state === 'running')) return;
  const back = run.steps.filter(({ undo }) => undo);
  if (back.length === 0 && (await addUndoSteps(db, run))) return;
  for (const step of back) if (step.state === 'verifying') await lookWhetherUp(work, step);
  await beginTurn(work, back, 'back');
  if (isAtEnd(toTurn(back), 'back')) await beginProof(db, run, now);
}

async function beginTurn(work: RunWork, steps: readonly StepRow[], way: 'forth' | 'back'): Promise<void> {
  // Those that an agent began, and died before it could ask for their operation, come first.
  for (const step of steps) if (step.state === 'running' && step.operationId === null) await submitDeed(work, step);
  for (const { step } of stepsInTurn(toTurn(steps), way)) await beginStep(work, step);
}

const toTurn = (steps: readonly StepRow[]) =>
  steps.map((step) => ({
    step,
    key: step.key,
    verb: verbOf(step),
    hostName: step.hostName,
    after: step.after,
    state: stepStateOf(step),
  }));

/** What failed is tried again before it is looked for: it may only have been away. */
async function lookAgainForLeft(db: Db, run: RunRow): Promise<void> {
  await tryAgain(db, run);
  const state = kindOf(run) === 'apply' ? 'rolling-back' : 'running';
  await leaveState(db, run, { state, halted: run.halted }, 'is gone on with: what was left is looked for again');
}
