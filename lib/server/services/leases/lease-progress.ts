import { z } from 'zod';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { BUSY_STATES, type LeaseState } from '@/lib/domain/lease';
import { RUN_STEP_STATES, type RunStepState } from '@/lib/domain/site-run';
import type { Tx } from '@/lib/server/db/client';

const UNDER_WAY: readonly RunStepState[] = ['running', 'verifying', 'failed'];

/**
 * How far the making or the taking away of a lease's domains is, for its VO as well: hosts and their networks are not named.
 * @param runId the newest run of its site
 * @returns null where nothing is made or taken away
 */
export async function progressOf(
  db: Tx,
  state: LeaseState,
  runId: string | undefined,
): Promise<z.input<typeof LeaseDetail>['progress']> {
  if (runId === undefined || !BUSY_STATES.includes(state)) return null;
  const all = await db.siteRunStep.findMany({
    where: { runId },
    orderBy: { sequence: 'asc' },
    select: { undo: true, subject: true, domainId: true, state: true },
  });
  // Once something is taken back, that is what is waited for.
  const undone = all.filter(({ undo }) => undo);
  const steps = (undone.length === 0 ? all : undone).map((step) => ({
    ...step,
    state: z.enum(RUN_STEP_STATES).parse(step.state),
  }));
  return {
    steps: steps.length,
    done: steps.filter((step) => step.state === 'done').length,
    underWay: steps
      .filter((step) => UNDER_WAY.includes(step.state))
      .map((step) => ({ domainName: step.domainId === null ? null : step.subject, state: step.state })),
  };
}
