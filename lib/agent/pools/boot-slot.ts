/** From a place among the nodes to a domain that its batch system has heard of. */
import { AppError } from '@/lib/domain/errors';
import { submitCreation } from '@/lib/server/services/domains/create-domain';
import { makeContext } from '@/lib/server/services/domains/make-context';
import { tellPool } from '@/lib/server/services/pools/tell-pool';
import { BOOT_AGAIN_AFTER_MS, POOL_DEADLINE_MS, SUBMIT_SLOT_TIMEOUT_MS } from './limits';
import { poolContext } from './pool-actor';
import { asRead, changeSlot, type PoolLook, type PoolRow, type SlotRow } from './pool-look';
import { hostsOf, slotDisk, slotDomain } from './slot-domain';

/** Gives so many slots a place, each in a transaction of its own. A place that is taken meanwhile is another look's. */
export async function wantSlots(
  { db, pool, now }: PoolLook,
  wanted: readonly { readonly feature: string | null; readonly count: number }[],
): Promise<void> {
  const features = wanted.flatMap(({ feature, count }) => Array.from({ length: count }, () => feature));
  for (const [index, node] of freeNodes(pool).slice(0, features.length).entries()) {
    const feature = features[index] ?? null;
    const address = pool.addresses[pool.nodes.indexOf(node)] ?? null;
    await db.$transaction(async (tx) => {
      const { count: made } = await tx.poolSlot.createMany({
        data: [
          {
            poolId: pool.id,
            environmentId: pool.environmentId,
            feature,
            node,
            place: `${pool.id} ${node}`,
            address,
            domainName: node,
            wantedAt: now,
          },
        ],
        skipDuplicates: true,
      });
      if (made > 0) await tellPool(tx, pool, `${node} is to be booted`);
    });
  }
}

/** The first of them, and no more than the pool may have: two looks at once give out the same places. */
function freeNodes(pool: PoolRow): readonly string[] {
  const taken = new Set(pool.slots.map(({ node }) => node));
  return pool.nodes.slice(0, pool.max).filter((node) => !taken.has(node));
}

/** Its batch system is told, then its domain is asked for: once, with the word that it was. */
export async function bootSlot(look: PoolLook, slot: SlotRow): Promise<void> {
  const { db, pool, system, now } = look;
  await system.attach(slot.node, slot.address ?? undefined, { deadlineMs: POOL_DEADLINE_MS });
  const disk = await slotDisk(system, pool, slot);
  try {
    await db.$transaction(
      async (tx) => {
        // Whoever comes second finds it begun.
        const held = await tx.poolSlot.updateMany({ where: asRead(slot), data: { words: null } });
        if (held.count === 0) return;
        const operation = await submitCreation(tx, {
          context: poolContext(db, pool, now),
          body: await slotDomain(tx, pool, slot),
          owner: `pool:${pool.id}`,
          contextId: await makeContext(tx, disk),
          realOnly: !system.simulated,
          among: await hostsOf(tx, pool),
          call: { idempotencyKey: `pool-slot-${slot.id}-create` },
        });
        const host = operation.hostId === null ? null : await tx.host.findUnique({ where: { id: operation.hostId } });
        const data = {
          state: 'booting',
          createOperationId: operation.id,
          domainId: operation.domainId,
          hostName: host?.name ?? null,
          simulated: host?.driver === 'simulated',
        } as const;
        await tx.batchPool.update({ where: { id: pool.id }, data: { words: null, dueAt: null } });
        if (await changeSlot(tx, slot, data)) await tellPool(tx, pool, `${slot.node} is being booted`);
      },
      { timeout: SUBMIT_SLOT_TIMEOUT_MS },
    );
  } catch (error) {
    if (!AppError.is(error)) throw error;
    // The place is given back, and the pool waits with the reason: hosts come back, and room is made.
    const words = error.message;
    const dueAt = new Date(now.getTime() + BOOT_AGAIN_AFTER_MS);
    await db.$transaction(async (tx) => {
      if (!(await changeSlot(tx, slot, { state: 'leaving', words }))) return;
      await tx.batchPool.update({ where: { id: pool.id }, data: { words, dueAt } });
      // Its reason names hosts, which not everybody sees who hears of it.
      await tellPool(tx, pool, `${slot.node} was not booted`);
    });
  }
}
