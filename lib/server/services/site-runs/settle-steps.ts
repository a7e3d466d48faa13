/** Notes what became of the operations of a run, whatever state it is in: what was under way when it was paused ends as well. */
import { z } from 'zod';
import { CleanUp } from '@/lib/contracts/domain-making';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';
import { RunDeed } from '@/lib/site/run/deeds';
import { networkOf } from './network-of';
import type { RunRow } from './run-rows';
import { noteStep, type StepRow } from './run-writes';

export const deedsOf = ({ deeds }: Pick<StepRow, 'deeds'>): readonly RunDeed[] => z.array(RunDeed).parse(deeds);

/** @returns whether anything was noted */
export async function settleSteps(db: Db, run: RunRow, now: Date): Promise<boolean> {
  const running = run.steps.filter(({ state, operationId }) => state === 'running' && operationId !== null);
  const operations = await db.operation.findMany({
    where: { id: { in: running.flatMap(({ operationId }) => operationId ?? []) } },
    select: { id: true, state: true, errorMessage: true, result: true },
  });
  let settled = false;
  for (const step of running) {
    const operation = operations.find(({ id }) => id === step.operationId);
    // Its row goes with its retention; a run that stood still for so long has to be looked at.
    const state = (operation?.state ?? 'failed') as OperationState; // our own column
    if (!isFinished(state)) continue;
    settled = true;
    if (state === 'succeeded') await noteSuccess(db, run, step, operation, now);
    else await noteFailure(db, run, step, operation, now);
  }
  return settled;
}

type Ended = Pick<Operation, 'id' | 'errorMessage' | 'result'> | undefined;

async function noteSuccess(db: Db, run: RunRow, step: StepRow, operation: Ended, now: Date): Promise<void> {
  const deeds = deedsOf(step);
  const deed = deeds[step.stage];
  if (step.stage + 1 < deeds.length) {
    await noteStep(db, run, step, { state: 'running', stage: step.stage + 1, operationId: null });
    return;
  }
  if (deed?.do === 'make-network') {
    // Nobody can be attached to it before the inventory knows it.
    await noteStep(
      db,
      run,
      step,
      { state: 'verifying', words: 'Made; it is waited for to be reported.' },
      async (tx) => {
        await tx.siteNetwork.updateMany({ where: networkOf(run, step), data: { madeAt: now } });
      },
    );
    return;
  }
  const waits = deed !== undefined && (step.verb === 'create' || step.verb === 'change') && deed.do !== 'shutdown';
  if (waits) {
    await noteStep(db, run, step, { state: 'verifying', words: 'Made; it is waited for to be up.' });
    return;
  }
  await noteStep(db, run, step, { state: 'done', words: leftWords(deed, operation), endedAt: now }, async (tx) => {
    await afterDeed(tx, run, step, deed);
  });
}

/** What follows in the book from a thing that is there, or gone. */
async function afterDeed(tx: Tx, run: RunRow, step: StepRow, deed: RunDeed | undefined): Promise<void> {
  const { siteId } = run;
  switch (deed?.do) {
    case 'delete':
      // What of it is left is looked for by the book of things, and by the proof; for the next plan it is not there.
      await tx.siteNode.deleteMany({ where: { siteId, domainId: step.domainId ?? '' } });
      return;
    case 'remove-network':
      await tx.siteNetwork.deleteMany({ where: networkOf(run, step) });
      return;
    default:
      return;
  }
}

/** Of a deletion that ended well and not clean, what is left. */
function leftWords(deed: RunDeed | undefined, operation: Ended): string | null {
  if (deed?.do !== 'delete') return null;
  const found = CleanUp.safeParse(operation?.result);
  if (!found.success || found.data.clean) return null;
  const left = found.data.items.filter(({ outcome }) => outcome === 'still-there' || outcome === 'unknown');
  return `Not clean: ${left.map(({ what, name, words }) => `${what} ${name}: ${words}`).join(' ')}`;
}

async function noteFailure(db: Db, run: RunRow, step: StepRow, operation: Ended, now: Date): Promise<void> {
  const words = operation?.errorMessage ?? 'Its operation did not end well.';
  await noteStep(db, run, step, { state: 'failed', words, endedAt: now }, async (tx) => {
    // A creation that failed has taken back its own.
    if (deedsOf(step)[step.stage]?.do === 'create')
      await tx.siteNode.deleteMany({ where: { siteId: run.siteId, domainId: step.domainId ?? '' } });
  });
}
