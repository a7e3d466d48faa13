import type { Db } from '@/lib/server/db/client';
import { undoSteps, type DoneStep } from '@/lib/site/run/undo-steps';
import { type RunRow, verbOf } from './run-rows';
import { stepStateOf } from './run-summary';
import { type StepRow, tellRun } from './run-writes';

export const asDone = (step: StepRow): DoneStep => ({
  key: step.key,
  verb: verbOf(step),
  subject: step.subject,
  hostName: step.hostName,
  after: step.after,
  state: stepStateOf(step),
  begun: step.startedAt !== null,
});

/** Writes down how the run is taken back. Idempotent: two agents write the same rows. @returns whether there is anything to take back */
export async function addUndoSteps(db: Db, run: RunRow): Promise<boolean> {
  const undo = undoSteps(run.steps.map(asDone));
  if (undo.length === 0) return false;
  const first = run.steps.length;
  await db.$transaction(async (tx) => {
    const added = await tx.siteRunStep.createMany({
      data: undo.map(({ of, ...step }, index) => {
        const done = run.steps.find(({ key }) => key === of);
        return {
          ...step,
          runId: run.id,
          sequence: first + index,
          undo: true,
          after: [...step.after],
          hostId: done?.hostId ?? null,
          domainId: done?.domainId ?? null,
          ...(done === undefined || done.before === null ? {} : { before: done.before }),
        };
      }),
      skipDuplicates: true,
    });
    if (added.count > 0)
      await tellRun(tx, run, `takes back ${undo.length === 1 ? 'one step' : `${undo.length} steps`}`);
  });
  return true;
}
