import type { Tx } from '@/lib/server/db/client';
import { letSpecificationGo } from './let-specification-go';

/** The last of a pool whose slots are all gone: its row, with what was noted of slots and jobs. The audit and the operations stay. */
export async function endPool(tx: Tx, { id }: { readonly id: string }): Promise<void> {
  for (const row of await tx.jobSpecification.findMany({ where: { poolId: id } })) await letSpecificationGo(tx, row);
  await tx.poolSlot.deleteMany({ where: { poolId: id, state: 'gone' } });
  // A slot that is left refuses it: nothing is forgotten that somebody has to take away.
  await tx.batchPool.delete({ where: { id } });
}
