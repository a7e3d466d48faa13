import type { z } from 'zod';
import type { EndLease, LeaseDetail } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { holdLease } from './change-lease';
import { leaseDetail, leaseStateOf } from './lease-rows';
import { recordLease } from './record-lease';

/**
 * Withdraws a request. A lease is marked to end, and the loop of the agent does it: its site is destroyed, and looked for again.
 * @throws AppError `forbidden`, `not-found`, `refused` where it has ended or is ending.
 */
export async function endLease(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: EndLease;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const row = await holdLease(tx, context, { id, deed: 'end' });
    const now = context.now();
    const state = leaseStateOf(row);
    const request = state === 'asked' || state === 'asked-back';
    await tx.lease.update({
      where: { id },
      data: {
        endedByName: context.actor.name,
        ...(request ? { state: 'withdrawn', endedAt: now, words: null } : { endRequestedAt: now }),
      },
    });
    await recordLease(tx, context, {
      action: 'endLease',
      row,
      words: request ? 'is withdrawn' : 'is to end',
      reason: input.reason,
    });
    return await leaseDetail(tx, context.actor, id, now);
  });
}
