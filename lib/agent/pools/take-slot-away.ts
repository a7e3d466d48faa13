/** From the last job of a slot to the proof that nothing of it is left. */
import { CleanUp, DeleteDomain } from '@/lib/contracts/domain-making';
import { AppError } from '@/lib/domain/errors';
import { deleteDomain } from '@/lib/server/services/domains/delete-domain';
import type { PoolNode } from '@/lib/batch/pool-port';
import { endSlotMaintenance } from './keep-maintenance';
import { DELETE_AGAIN_AFTER_MS, POOL_DEADLINE_MS } from './limits';
import { poolContext } from './pool-actor';
import { moveSlot, type PoolLook, type SlotRow } from './pool-look';

/**
 * Closed at each look, until its batch system itself has said that it is, and that no job is there: between a look and a closing one may
 * have begun.
 * @param node as it was read before; undefined where its batch system does not know it
 */
export async function drainSlot(look: PoolLook, slot: SlotRow, node: PoolNode | undefined): Promise<void> {
  if (node !== undefined && !node.closed) {
    await look.system.close(slot.node, `Gridbox takes ${slot.node} away`, { deadlineMs: POOL_DEADLINE_MS });
    return;
  }
  if (node !== undefined && node.used > 0) return;
  const state = slot.domainId === null ? 'leaving' : 'deleting';
  await moveSlot(look, slot, { state }, 'is empty and is taken away');
}

export async function deleteSlot(look: PoolLook, slot: SlotRow): Promise<void> {
  const { db, pool, now } = look;
  const { domainId } = slot;
  if (domainId === null) return await moveSlot(look, slot, { state: 'leaving' }, 'has no domain');
  if (slot.deleteOperationId !== null) return await settleDeletion(look, slot);
  // What is still being made would be made after nobody looks for it any more.
  const making = slot.createOperationId ?? undefined;
  const creation = making === undefined ? null : await db.operation.findUnique({ where: { id: making } });
  if (creation?.finishedAt === null) return;
  const idempotencyKey = `pool-slot-${slot.id}-delete-${slot.deleteAttempt}`;
  const noted = async (id: string): Promise<void> =>
    await moveSlot(look, slot, { state: 'deleting', deleteOperationId: id }, 'is being deleted');
  const begun = await db.operation.findUnique({
    where: { actorId_idempotencyKey: { actorId: pool.ownerId, idempotencyKey } },
  });
  // Begun by one that died before it could note it: that was it.
  if (begun !== null) return await noted(begun.id);
  try {
    const { operation } = await deleteDomain({
      context: poolContext(db, pool, now),
      id: domainId,
      body: DeleteDomain.parse({ stop: 'force-off', confirmName: slot.domainName }),
      call: { idempotencyKey },
    });
    await noted(operation.id);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    if (error.code === 'not-found') {
      // What was made and taken back was looked for then.
      const proof = CleanUp.safeParse(creation?.result);
      const kept = proof.success ? { cleanUp: proof.data } : {};
      return await moveSlot(look, slot, { state: 'leaving', ...kept }, 'was gone already');
    }
    // What holds it, e.g. its creation that has not ended, ends; it is asked for again by the next look.
    const words = `Waits for its deletion: ${error.message}`;
    if (slot.words !== words) await moveSlot(look, slot, { state: 'deleting', words }, 'waits for its deletion');
  }
}

async function settleDeletion(look: PoolLook, slot: SlotRow): Promise<void> {
  const { db, now } = look;
  const operation = await db.operation.findUnique({ where: { id: slot.deleteOperationId ?? '' } });
  if (operation !== null && operation.finishedAt === null) return;
  const proof = CleanUp.safeParse(operation?.result);
  const kept = proof.success ? { cleanUp: proof.data } : {};
  if (operation?.state === 'succeeded')
    return await moveSlot(look, slot, { state: 'leaving', words: null, ...kept }, 'is deleted');
  if (operation !== null && now.getTime() - (operation.finishedAt ?? now).getTime() < DELETE_AGAIN_AFTER_MS) return;
  const words = `Its domain could not be deleted, which is tried again: ${operation?.errorMessage ?? 'nobody knows why.'}`;
  const again = { state: 'deleting', deleteOperationId: null, deleteAttempt: slot.deleteAttempt + 1, words } as const;
  await moveSlot(look, slot, { ...again, ...kept }, 'could not be deleted, and is tried again');
}

/** The last word is its batch system's: then another may have its place. */
export async function leaveSlot(look: PoolLook, slot: SlotRow): Promise<void> {
  await endSlotMaintenance(look, slot);
  await look.system.detach(slot.node, 'booted by Gridbox on demand', { deadlineMs: POOL_DEADLINE_MS });
  await moveSlot(look, slot, { state: 'gone', endedAt: look.now }, 'is gone');
}
