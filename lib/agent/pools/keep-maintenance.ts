/**
 * Its batch system itself is told when the hosts of a pool are not to be used any more: else it begins a job in a slot that is open whose
 * limit does not fit before. Looked for at each look, for somebody may have taken it away.
 */
import type { PoolNode } from '@/lib/batch/pool-port';
import { SECOND_MS } from '@/lib/utils/time';
import { POOL_DEADLINE_MS } from './limits';
import type { PoolLook } from './pool-look';

const MAINTENANCE_PREFIX = 'gridbox-';

/** @throws DriverError */
export async function keepMaintenance({ db, pool, system, now }: PoolLook, nodes: readonly PoolNode[]): Promise<void> {
  const name = `${MAINTENANCE_PREFIX}${pool.name}`;
  const options = { deadlineMs: POOL_DEADLINE_MS };
  const note = async (reservedAt: Date | null): Promise<void> => {
    if (pool.reservedAt?.getTime() !== reservedAt?.getTime())
      await db.batchPool.update({ where: { id: pool.id }, data: { reservedAt } });
  };
  const startsAt = pool.endingAt === null ? pool.closesAt : null;
  if (startsAt === null) {
    if (pool.reservedAt === null) return;
    await system.endMaintenance(name, options);
    return await note(null);
  }
  const known = pool.nodes.filter((node) => nodes.some((each) => each.name === node));
  const found = await system.maintenance(name, options);
  const isSo =
    found !== undefined &&
    Math.floor(found.startsAt.getTime() / SECOND_MS) === Math.floor(startsAt.getTime() / SECOND_MS) &&
    found.nodeCount === known.length;
  if (isSo) return await note(startsAt);
  // One that has begun cannot be made any more: the pool is closed then, and takes its slots away itself.
  if (known.length === 0 || (found === undefined && startsAt <= now)) return;
  // Noted before it is made: whoever takes the date back has to look for it.
  await note(startsAt);
  if (found !== undefined) await system.endMaintenance(name, options);
  if (startsAt > now) await system.beginMaintenance({ name, startsAt, nodes: known }, options);
}
