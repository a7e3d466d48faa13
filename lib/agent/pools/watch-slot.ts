/** What became of a slot since the last look: its domain, and what its batch system says of its node. */
import type { PoolNode } from '@/lib/batch/pool-port';
import { afterFailure, afterSuccess } from '@/lib/domain/pools/held-back';
import type { Tx } from '@/lib/server/db/client';
import { noteTry } from '@/lib/server/services/pools/note-try';
import { HEARD_WITHIN_MS } from './limits';
import { moveSlot, type PoolLook, type SlotRow, slotStateOf } from './pool-look';

export async function watchSlot(look: PoolLook, slot: SlotRow, node: PoolNode | undefined): Promise<void> {
  if (slotStateOf(slot) === 'booting') return await watchBoot(look, slot, node);
  const { db, now } = look;
  const lost = async (words: string): Promise<void> =>
    await moveSlot(look, slot, { state: 'draining', words, freeSince: null }, `is drained: ${words}`);
  if (node === undefined) return await lost(`Its batch system does not know ${slot.node} any more.`);
  if (!node.heard) return await lost('Its batch system does not hear of it any more.');
  const freeSince = node.used > 0 ? null : (slot.freeSince ?? now);
  if (freeSince?.getTime() === slot.freeSince?.getTime()) return;
  await db.poolSlot.updateMany({ where: { id: slot.id, state: 'open' }, data: { freeSince } });
}

async function watchBoot(look: PoolLook, slot: SlotRow, node: PoolNode | undefined): Promise<void> {
  const { db, pool, now } = look;
  const { wantedAt } = slot;
  const failed = (words: string) => async (tx: Tx) =>
    await noteTry(
      tx,
      pool,
      (tries) => afterFailure(tries, { cause: 'boot', words, at: now, wantedAt, begunAt: wantedAt }),
      { now },
    );
  const operation = await db.operation.findUnique({ where: { id: slot.createOperationId ?? '' } });
  const isLate = now.getTime() - slot.wantedAt.getTime() > HEARD_WITHIN_MS;
  if (operation?.state === 'succeeded' && node?.heard === true && !node.closed)
    return await moveSlot(
      look,
      slot,
      { state: 'open', openAt: now, freeSince: node.used > 0 ? null : now, words: null },
      'is open',
      async (tx) => await noteTry(tx, pool, (tries) => afterSuccess(tries, 'boot'), { now }),
    );
  if (operation?.state === 'failed' || operation?.state === 'cancelled' || operation === null) {
    const words = `Its domain was not made: ${operation?.errorMessage ?? 'nobody knows why.'}`;
    // What somebody has cancelled did not fail.
    const along = operation?.state === 'cancelled' ? undefined : failed(`${slot.node}: ${words}`);
    return await moveSlot(look, slot, { state: 'draining', words }, 'is drained: its domain was not made', along);
  }
  if (!isLate) return;
  const words = 'Its batch system has not heard of it in time.';
  await moveSlot(
    look,
    slot,
    { state: 'draining', words },
    'was not heard of in time',
    failed(`${slot.node}: ${words}`),
  );
}
