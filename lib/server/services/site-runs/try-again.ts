import type { Tx } from '@/lib/server/db/client';
import type { RunRow } from './run-rows';
import { presentSteps } from './run-summary';

/** What failed of the steps by which a run stands where it is, and what was left for it, waits for its turn again. */
export async function tryAgain(tx: Pick<Tx, 'siteRunStep'>, row: RunRow): Promise<void> {
  const sequences = presentSteps(row.steps).map(({ sequence }) => sequence);
  await tx.siteRunStep.updateMany({
    where: { runId: row.id, sequence: { in: sequences }, state: { in: ['failed', 'left'] } },
    data: {
      state: 'waiting',
      words: null,
      operationId: null,
      deeds: [],
      stage: 0,
      endedAt: null,
      attempt: { increment: 1 },
    },
  });
}
