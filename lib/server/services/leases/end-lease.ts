import type { z } from 'zod';
import type { EndLease, LeaseDetail } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { holdLease } from './change-lease';
import { leaseDetail, type LeaseRow, leaseStateOf } from './lease-rows';
import { recordLease } from './record-lease';

/**
 * Withdraws a request. A lease is marked to end, and the loop of the agent does it: its disks are kept where that is agreed, its site is
 * destroyed, and looked for again. Without keeping it may be asked for also while it is being ended.
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
    const drops = input.keep === false;
    const row = await holdLease(tx, context, { id, deed: drops ? 'drop-keeping' : 'end' });
    const now = context.now();
    const state = leaseStateOf(row);
    const request = state === 'asked' || state === 'asked-back';
    await tx.lease.update({
      where: { id },
      data: {
        endedByName: context.actor.name,
        ...(request
          ? { state: 'withdrawn', endedAt: now, words: null }
          : { endRequestedAt: row.endRequestedAt ?? now }),
        ...(drops ? { keepDoneAt: now } : {}),
      },
    });
    if (drops) await dropKeepings(tx, context, row);
    await recordLease(tx, context, {
      action: 'endLease',
      row,
      words: request ? 'is withdrawn' : drops ? 'is to end, and nothing more of it is kept' : 'is to end',
      reason: input.reason,
    });
    return await leaseDetail(tx, context.actor, id, now);
  });
}

/** What is kept already stays. */
async function dropKeepings(tx: Tx, { actor }: ServiceContext, row: LeaseRow): Promise<void> {
  const open = { leaseId: row.id, state: { in: ['waiting', 'copying'] } };
  const keepings = await tx.leaseKeeping.findMany({ where: open });
  await tx.leaseKeeping.updateMany({
    where: open,
    data: { state: 'given-up', words: `Not kept, by the word of ${actor.name}.` },
  });
  for (const { state, operationId } of keepings) {
    if (state !== 'copying' || operationId === null) continue;
    try {
      await cancelOperation(tx, { operationId, actor });
    } catch (error) {
      // It has ended a moment ago.
      if (!AppError.is(error)) throw error;
    }
  }
}
