/** From a place among the nodes to a domain that its batch system has heard of. */
import { AppError } from '@/lib/domain/errors';
import type { PoolDecision } from '@/lib/domain/pools/decide-pool';
import { submitCreation } from '@/lib/server/services/domains/create-domain';
import { makeContext } from '@/lib/server/services/domains/make-context';
import { hostsOf, readPoolHosts } from '@/lib/server/services/pools/pool-hosts';
import { tellPool } from '@/lib/server/services/pools/tell-pool';
import { momentWords } from '@/lib/utils/utc-words';
import { BOOT_AGAIN_AFTER_MS, POOL_DEADLINE_MS, SUBMIT_SLOT_TIMEOUT_MS } from './limits';
import { poolContext } from './pool-actor';
import { asRead, changeSlot, type PoolLook, type PoolRow, type SlotRow } from './pool-look';
import { slotDisk, slotDomain } from './slot-domain';

/** Gives so many slots a place, each in a transaction of its own. A place that is taken meanwhile is another look's. */
export async function wantSlots({ db, pool, now }: PoolLook, wanted: PoolDecision['fitUntil']): Promise<void> {
  for (const [index, node] of freeNodes(pool).slice(0, wanted.length).entries()) {
    const { kind, at } = wanted[index] ?? {};
    const address = pool.addresses[pool.nodes.indexOf(node)] ?? null;
    await db.$transaction(async (tx) => {
      const { count: made } = await tx.poolSlot.createMany({
        data: [
          {
            poolId: pool.id,
            environmentId: pool.environmentId,
            feature: kind ?? null,
            fitUntilAt: at ?? null,
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
  const { among, leftOut } = await hostsFor(look, slot);
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
          among,
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
    const words = [error.message, ...leftOut].join(' ');
    const dueAt = new Date(now.getTime() + BOOT_AGAIN_AFTER_MS);
    await db.$transaction(async (tx) => {
      if (!(await changeSlot(tx, slot, { state: 'leaving', words }))) return;
      await tx.batchPool.update({ where: { id: pool.id }, data: { words, dueAt } });
      // Its reason names hosts, which not everybody sees who hears of it.
      await tellPool(tx, pool, `${slot.node} was not booted`);
    });
  }
}

/** Hosts named as left out; a reason is no list. */
const LEFT_OUT_SHOWN = 3;

/** Where it may be booted: not where maintenance would begin before what it is booted for has ended. @returns undefined `among`: anywhere */
async function hostsFor(
  { db, pool, system, now }: PoolLook,
  { fitUntilAt }: SlotRow,
): Promise<{ readonly among: readonly string[] | undefined; readonly leftOut: readonly string[] }> {
  const { bootable } = await readPoolHosts(db, pool, { now, realOnly: !system.simulated });
  const closing = bootable.flatMap((host) =>
    host.closing !== undefined && (fitUntilAt === null || host.closing.startsAt < fitUntilAt)
      ? [{ id: host.id, words: `${host.name} (from ${momentWords(host.closing.startsAt.getTime())})` }]
      : [],
  );
  if (closing.length === 0) return { among: await hostsOf(db, pool), leftOut: [] };
  const names = closing.slice(0, LEFT_OUT_SHOWN).map(({ words }) => words);
  const more = closing.length > names.length ? ` and ${closing.length - names.length} more` : '';
  return {
    among: bootable.map(({ id }) => id).filter((id) => closing.every((each) => each.id !== id)),
    leftOut: [`Left out, since their maintenance would begin too soon: ${names.join(', ')}${more}.`],
  };
}
