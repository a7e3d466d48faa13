import type { Db } from '@/lib/server/db/client';

/**
 * The agents that held operations and probed services are dead for certain, so the next need not wait ten or thirty seconds until
 * their leases end. That it does wait where nobody says so is what `kill.integration.test.ts` and `two-agents.integration.test.ts` try.
 */
export async function endLeases(db: Db): Promise<void> {
  const leaseUntil = new Date();
  await db.operation.updateMany({ where: { state: 'running' }, data: { leaseUntil } });
  await db.probeTarget.updateMany({ where: { leaseOwner: { not: null } }, data: { leaseUntil } });
}
