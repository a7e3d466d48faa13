/**
 * Its batch system itself is told when the hosts of a pool are not to be used any more, all of them or the one of a slot: else it begins a job
 * in a slot that is open whose limit does not fit before. Looked for at each look, for somebody may have taken it away.
 */
import type { PoolNode } from '@/lib/batch/pool-port';
import type { SlotState } from '@/lib/domain/pool';
import { closesAtOf, type PoolHosts } from '@/lib/server/services/pools/pool-hosts';
import { SECOND_MS } from '@/lib/utils/time';
import { POOL_DEADLINE_MS } from './limits';
import type { PoolLook, SlotRow } from './pool-look';

const MAINTENANCE_PREFIX = 'gridbox-';
const TAKES_JOBS: ReadonlySet<string> = new Set<SlotState>(['wanted', 'booting', 'open']);
const OPTIONS = { deadlineMs: POOL_DEADLINE_MS };

interface Wish {
  readonly name: string;
  /** Null: there is to be none. */
  readonly startsAt: Date | null;
  readonly nodes: readonly string[];
  /** What its batch system was told last. */
  readonly notedAt: Date | null;
  readonly note: (startsAt: Date | null) => Promise<unknown>;
}

/** @throws DriverError */
export async function keepMaintenance(look: PoolLook, nodes: readonly PoolNode[], hosts: PoolHosts): Promise<void> {
  const { db, pool, system } = look;
  const wishes: Wish[] = [
    {
      name: `${MAINTENANCE_PREFIX}${pool.name}`,
      startsAt: pool.endingAt === null ? pool.closesAt : null,
      nodes: pool.nodes.filter((node) => nodes.some(({ name }) => name === node)),
      notedAt: pool.reservedAt,
      note: async (reservedAt: Date | null) =>
        await db.batchPool.update({ where: { id: pool.id }, data: { reservedAt } }),
    },
    ...pool.slots
      // Before it is booted: jobs begin as soon as it is heard of. What is drained takes none any more; what it has goes with it.
      .filter(({ state, node }) => TAKES_JOBS.has(state) && nodes.some(({ name }) => name === node))
      .map((slot) => ({
        name: reservationOf(look, slot),
        startsAt: closesAtOf(slot, hosts) ?? null,
        nodes: [slot.node],
        notedAt: slot.reservedAt,
        note: async (reservedAt: Date | null) =>
          await db.poolSlot.updateMany({ where: { id: slot.id }, data: { reservedAt } }),
      })),
  ].filter(({ startsAt, notedAt }) => startsAt !== null || notedAt !== null);
  if (wishes.length === 0) return;
  const known = await system.maintenances(OPTIONS);
  const ended = await Promise.allSettled(wishes.map(async (wish) => await keep(look, wish, known.get(wish.name))));
  // One that is refused keeps no other from being made.
  const refused = ended.find((each) => each.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

async function keep(
  { system, now }: PoolLook,
  { name, startsAt, nodes, notedAt, note }: Wish,
  found: { readonly startsAt: Date; readonly nodeCount: number } | undefined,
): Promise<void> {
  const noted = async (at: Date | null): Promise<void> => {
    if (notedAt?.getTime() !== at?.getTime()) await note(at);
  };
  if (startsAt === null) {
    await system.endMaintenance(name, OPTIONS);
    return await noted(null);
  }
  const isSo =
    found !== undefined &&
    Math.floor(found.startsAt.getTime() / SECOND_MS) === Math.floor(startsAt.getTime() / SECOND_MS) &&
    found.nodeCount === nodes.length;
  if (isSo) return await noted(startsAt);
  // One that has begun cannot be made any more: pool or slot is closed then, and goes by itself.
  if (nodes.length === 0 || (found === undefined && startsAt <= now)) return;
  // Noted before it is made: whoever takes the date back has to look for it.
  await noted(startsAt);
  if (found !== undefined) await system.endMaintenance(name, OPTIONS);
  if (startsAt > now) await system.beginMaintenance({ name, startsAt, nodes }, OPTIONS);
}

/** The last word to its batch system of the maintenance of a slot's host: before another has its node. @throws DriverError */
export async function endSlotMaintenance(look: PoolLook, slot: SlotRow): Promise<void> {
  if (slot.reservedAt === null) return;
  await look.system.endMaintenance(reservationOf(look, slot), OPTIONS);
  await look.db.poolSlot.updateMany({ where: { id: slot.id }, data: { reservedAt: null } });
}

const reservationOf = ({ pool }: PoolLook, { node }: SlotRow): string => `${MAINTENANCE_PREFIX}${pool.name}-${node}`;
