/** How the loop changes a run and its steps: only from what was read, so that of two agents one finds it changed. */
import type { RunState, RunStepState } from '@/lib/domain/site-run';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { RunRow } from './run-rows';

export type StepRow = RunRow['steps'][number];

export async function tellRun(tx: Tx, { site }: Pick<RunRow, 'site'>, words: string): Promise<void> {
  const vo = site.vos.length === 1 ? site.vos[0] : undefined;
  await appendEvent(tx, { type: 'site.changed', siteId: site.id, name: site.name, words }, { vo });
}

/** @returns false where it was in that state no more */
export async function leaveState(
  db: Db,
  run: RunRow,
  data: Prisma.SiteRunUpdateManyMutationInput & { readonly state: RunState },
  words: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.siteRun.updateMany({
      where: { id: run.id, state: run.state, version: run.version },
      data: { ...data, version: { increment: 1 } },
    });
    if (changed.count > 0) await tellRun(tx, run, words);
  });
}

const TOLD: Record<RunStepState, string> = {
  waiting: 'waits',
  running: 'is begun',
  verifying: 'is made, and waited for',
  done: 'is done',
  failed: 'failed',
  left: 'is left',
};

/** @param also what changes with it, where it was still so. @returns whether it was */
export async function noteStep(
  db: Db,
  run: RunRow,
  step: StepRow,
  data: Omit<Prisma.SiteRunStepUncheckedUpdateManyInput, 'state'> & { readonly state: RunStepState },
  also?: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  return await db.$transaction(async (tx) => {
    const changed = await tx.siteRunStep.updateMany({
      where: { ...asRead(run, step) },
      data,
    });
    if (changed.count === 0) return false;
    await also?.(tx);
    const words = typeof data.words === 'string' ? `: ${data.words}` : '';
    if (data.state !== step.state) await tellRun(tx, run, `goes on: ${step.title} ${TOLD[data.state]}${words}`);
    return true;
  });
}

/** The step as it was read. */
export const asRead = (run: Pick<RunRow, 'id'>, step: StepRow) => ({
  runId: run.id,
  sequence: step.sequence,
  state: step.state,
  attempt: step.attempt,
  stage: step.stage,
  operationId: step.operationId,
});
