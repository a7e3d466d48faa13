/** What people ask of a loss: to call it one or none, to fence, to confirm, to try again, to end it. */
import type { z } from 'zod';
import type { Loss, LossDeedBody } from '@/lib/contracts/recovery';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { AppError } from '@/lib/domain/errors';
import { type LossDeed, lossRefusal } from '@/lib/domain/recovery';
import type { Tx } from '@/lib/server/db/client';
import type { Host, Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from '@/lib/server/services/plans/plan-rows';
import { raiseLossAlarm, settleLossAlarm } from './loss-alarm';
import { writeFenced } from './fence-done';
import { findLoss, type LossRow, situationOf } from './loss-rows';
import { unsafeReadLoss } from './read-loss';
import { recordLoss } from './record-loss';

interface Ask {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: LossDeedBody;
  /** The version that the asker has read; undefined: whichever it is. */
  readonly ifMatch: number | undefined;
}
type Answer = Promise<z.input<typeof Loss>>;

/** @throws AppError `forbidden`, `not-found`, `refused`, `conflict` where it has changed since it was read; so do the others. */
export async function declareLoss(ask: Ask): Answer {
  return await change(ask, 'declare', async (tx, row, host) => {
    requireSilent(host);
    await raiseLossAlarm(sqlOfTx(tx), row);
    return {
      action: 'declareLoss',
      words: 'was declared',
      data: {
        state: 'lost',
        halted: null,
        lostAt: ask.context.now(),
        lostByName: ask.context.actor.name,
        lostWhy: `${ask.context.actor.name} said so${ask.input.reason === undefined ? '.' : `: ${ask.input.reason}`}`,
      },
    };
  });
}

/** After an attempt that failed; the agent makes the next one. */
export async function fenceLoss(ask: Ask): Answer {
  return await change(ask, 'fence', async () => ({
    action: 'fenceLoss',
    words: 'the host is switched off once more',
    data: { halted: null, fenceOperationId: null, fenceAttempt: { increment: 1 } },
  }));
}

/** Whoever says this answers for it: a host that is still on would run its domains beside their new copies. */
export async function confirmLoss(ask: Ask): Answer {
  return await change(ask, 'confirmOff', async (tx, row, host) => {
    requireSilent(host);
    await writeFenced(tx, row);
    const { actor, now } = ask.context;
    return {
      action: 'confirmLoss',
      words: `${actor.name} confirms that the host is off`,
      data: {
        state: 'restarting',
        halted: null,
        fencedAt: now(),
        fencedByName: actor.name,
        fencedHow: `${actor.name} confirmed that it is off${ask.input.reason === undefined ? '.' : `: ${ask.input.reason}`}`,
      },
    };
  });
}

export async function retryLoss(ask: Ask): Answer {
  return await change(ask, 'retry', async (tx, row) => {
    await tx.restartItem.updateMany({
      where: { lossId: row.id, state: { in: ['failed', 'blocked'] } },
      data: { state: 'waiting', words: null, operationId: null, attempt: { increment: 1 } },
    });
    return { action: 'retryLoss', words: 'what failed is tried again', data: { halted: null } };
  });
}

export async function dismissLoss(ask: Ask): Answer {
  return await change(ask, 'dismiss', async (tx, row) => {
    const why = `${ask.context.actor.name} said that it is not lost${ask.input.reason === undefined ? '.' : `: ${ask.input.reason}`}`;
    await settleLossAlarm(sqlOfTx(tx), row.hostId, why);
    return {
      action: 'dismissLoss',
      words: 'is none',
      data: { state: 'dismissed', halted: null, endedAt: ask.context.now(), endedWhy: why },
    };
  });
}

export async function finishLoss(ask: Ask): Answer {
  return await change(ask, 'finish', async (tx, row) => {
    const left = await tx.restartItem.updateMany({
      where: { lossId: row.id, state: { in: ['waiting', 'blocked', 'failed'] } },
      data: { state: 'left' },
    });
    const why = `${ask.context.actor.name} ended it${left.count === 0 ? '.' : `; ${left.count} not restarted.`}`;
    await settleLossAlarm(sqlOfTx(tx), row.hostId, why);
    return {
      action: 'finishLoss',
      words: 'was ended',
      data: { state: 'recovered', halted: null, endedAt: ask.context.now(), endedWhy: why },
    };
  });
}

interface Change {
  readonly action: AuditedRouteId;
  /** To end “Loss of …: …”. */
  readonly words: string;
  readonly data: Prisma.HostLossUpdateManyMutationInput;
}

async function change(
  ask: Ask,
  deed: LossDeed,
  make: (tx: Tx, row: LossRow, host: Host | null) => Promise<Change>,
): Answer {
  const { context, id, ifMatch, input } = ask;
  requirePlans(context.actor, 'hosts:write');
  await context.db.$transaction(async (tx) => {
    const row = await findLoss(tx, id);
    if (ifMatch !== undefined && ifMatch !== row.version) throw changedMeanwhile(row.version);
    const host = await tx.host.findUnique({ where: { id: row.hostId } });
    const refusal = lossRefusal(deed, situationOf(row, host));
    if (refusal !== undefined) throw new AppError('refused', refusal);
    const { action, words, data } = await make(tx, row, host);
    const changed = await tx.hostLoss.updateMany({
      where: { id, version: row.version, state: row.state },
      data: { ...data, version: { increment: 1 } },
    });
    if (changed.count === 0) throw changedMeanwhile(row.version + 1);
    await recordLoss(tx, context, action, await findLoss(tx, id), { words, reason: input.reason });
  });
  return await unsafeReadLoss(context, id);
}

function requireSilent(host: Host | null): void {
  if (host?.status === 'up') throw new AppError('refused', `${host.name} answers: it is not lost.`);
}

const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'This loss has changed since you read it. Read it again and repeat what you did.', {
    detail: { version },
  });
