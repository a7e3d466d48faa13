import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { findMaintenance, type MaintenanceRow } from './maintenance-rows';

/**
 * The maintenance, held until the end of the transaction: who comes at the same time waits, and finds it changed.
 * @throws AppError `not-found`
 */
export async function holdMaintenance(tx: Tx, context: ServiceContext, id: string): Promise<MaintenanceRow> {
  // Who may not see it must not learn of it by waiting either.
  await findMaintenance(tx, context.actor, id);
  await tx.maintenance.update({ where: { id }, data: { version: { increment: 1 } }, select: { id: true } });
  return await findMaintenance(tx, context.actor, id);
}
