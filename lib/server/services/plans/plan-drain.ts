import type { z } from 'zod';
import type { DrainPlan, PlanDrain } from '@/lib/contracts/plans';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { makeDrainDocument } from './drain-document';
import { requireKnown } from './drain-kind';
import { drainBody, PLAN_PARTS, requirePlans } from './plan-rows';
import { recordPlan } from './record-plan';

/** A plan of these states has the host: another would work against it. */
const HAS_THE_HOST = ['running', 'paused', 'returning'];

/**
 * Plans the emptying of a host and keeps the document. Nothing is moved.
 * @throws AppError `forbidden`, `not-found`, `bad-request` for a domain that is not on the host, `conflict` where another plan
 * for it is under way.
 */
export async function planHostDrain(options: {
  readonly context: ServiceContext;
  readonly hostId: string;
  readonly input: PlanDrain;
}): Promise<z.input<typeof DrainPlan>> {
  const { context, hostId, input } = options;
  requirePlans(context.actor, 'hosts:write');
  const now = context.now();
  return await context.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: hostId } });
    if (host === null) throw notFound('host');
    const other = await tx.plan.findFirst({ where: { hostId, state: { in: HAS_THE_HOST } } });
    if (other !== null)
      throw new AppError(
        'conflict',
        `A plan for ${host.name} is under way already, by ${other.ownerName ?? other.madeByName}.`,
        {
          detail: { planId: other.id },
        },
      );
    const wish = {
      hostId,
      choices: input.choices,
      atOnce: input.atOnce ?? Math.max(1, host.migrationsOutLimit),
      jobWaitMinutes: input.jobWaitMinutes,
    };
    const document = await makeDrainDocument(tx, wish, now);
    requireKnown(input.choices, document.items);
    const row = await tx.plan.create({
      data: {
        ...wish,
        hostName: host.name,
        document,
        plannedAt: now,
        createdAt: now,
        reason: input.reason ?? null,
        madeByName: context.actor.name,
      },
      include: PLAN_PARTS,
    });
    await recordPlan(tx, context, 'planDrain', row, 'was made');
    return drainBody(row);
  });
}
