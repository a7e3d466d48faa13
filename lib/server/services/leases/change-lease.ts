import { AppError } from '@/lib/domain/errors';
import type { LeaseDeed } from '@/lib/domain/lease';
import { leaseRefusal } from '@/lib/domain/lease';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { findLease, type LeaseRow, standingOf } from './lease-rows';

/**
 * The lease, held until the end of the transaction: who comes at the same time waits, and finds it changed.
 * @throws AppError `not-found`, `conflict` where it was changed since it was read, `refused` where its state does not allow the deed
 */
export async function holdLease(
  tx: Tx,
  context: ServiceContext,
  { id, deed, ifMatch }: { readonly id: string; readonly deed: LeaseDeed; readonly ifMatch?: number | undefined },
): Promise<LeaseRow> {
  // Who may not see it must not learn of it by waiting either.
  await findLease(tx, context.actor, id);
  await tx.lease.update({ where: { id }, data: { version: { increment: 1 } }, select: { id: true } });
  const row = await findLease(tx, context.actor, id);
  const read = row.version - 1;
  if (ifMatch !== undefined && ifMatch !== read)
    throw new AppError('conflict', 'Somebody changed this lease since you read it. Read it again.', {
      detail: { version: read },
    });
  const refusal = leaseRefusal(deed, standingOf(row));
  if (refusal !== undefined) throw new AppError('refused', refusal);
  return row;
}
