import { UNMADE_STATES } from '@/lib/domain/lease';
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { tellLease } from '@/lib/server/services/leases/record-lease';
import { removeKept } from './kept-store';

/**
 * Removes kept disks whose time is over: the file first, then the word that it is gone, so that an agent that dies in between leaves
 * nothing that nobody knows of.
 */
export async function forgetKept(
  db: Db,
  dir: string,
  { now, onError }: { readonly now: Date; readonly onError: OnError },
) {
  const over = await db.keptDisk.findMany({
    where: {
      OR: [
        // What a lease is still to be made of stays until it is; nothing more is asked of it meanwhile.
        { state: 'kept', keptUntil: { lte: now }, started: { none: { state: { in: [...UNMADE_STATES] } } } },
        // Half made when nothing more was to be kept.
        { state: 'begun', lease: { keepDoneAt: { not: null } } },
      ],
    },
    include: { lease: { select: { id: true, number: true, vo: true } } },
  });
  await eachSafely(over, onError, async ({ id, state, lease, domainName, target }) => {
    await removeKept(dir, id);
    await db.$transaction(async (tx) => {
      const gone = await tx.keptDisk.updateMany({ where: { id, state }, data: { state: 'gone', goneAt: now } });
      if (gone.count > 0) await tellLease(tx, lease, `keeps disk ${target} of ${domainName} no more`);
    });
  });
}
