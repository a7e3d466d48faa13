import type { z } from 'zod';
import type { LeaseDetail, RemoveKeptDisk } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { UNMADE_STATES } from '@/lib/domain/lease';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { leaseDetail } from '@/lib/server/services/leases/lease-rows';
import { recordLease } from '@/lib/server/services/leases/record-lease';
import { findKeptDisk } from './find-kept-disk';

/**
 * Its time is over now: the agent removes the file at its next look. A lease that is made of it has copies of its own.
 * @throws AppError `forbidden`, `not-found`, `refused` while a lease is still to be made of it
 */
export async function removeKeptDisk(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RemoveKeptDisk;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const row = await findKeptDisk(tx, context.actor, id);
    const now = context.now();
    await tx.keptDisk.updateMany({ where: { id, state: 'kept', keptUntil: { gt: now } }, data: { keptUntil: now } });
    // Asked once it is held, so that a request that comes at this moment is seen, or sees that it goes.
    const unmade = await tx.lease.findMany({
      where: { startFromId: id, state: { in: [...UNMADE_STATES] } },
      select: { number: true },
      orderBy: { number: 'asc' },
    });
    if (unmade.length > 0)
      throw new AppError(
        'refused',
        `Lease ${unmade.map(({ number }) => number).join(', ')} is still to be made of it; end that first, or wait until it is active.`,
      );
    await recordLease(tx, context, {
      action: 'removeKeptDisk',
      row: row.lease,
      words: `disk ${row.target} of ${row.domainName} is to be removed`,
      reason: input.reason,
    });
    return await leaseDetail(tx, context.actor, row.lease.id, now);
  });
}
