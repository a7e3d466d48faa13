import type { z } from 'zod';
import type { PlanRebalance, RebalancePlan } from '@/lib/contracts/plans';
import { DEFAULT_REBALANCE_AT_ONCE, type PlanOrigin } from '@/lib/domain/rebalance';
import type { ServiceContext } from '@/lib/server/service-context';
import { PLAN_PARTS, rebalanceBody, requirePlans } from './plan-rows';
import { makeRebalanceDocument } from './rebalance-document';
import { recordPlan } from './record-plan';
import { requireKnownVos } from './require-known-vos';

/**
 * Recommends how hosts are levelled and keeps the document. Nothing is moved, and there may be nothing to do: the document says
 * so then, and why.
 * @throws AppError `forbidden`, `bad-request` for a VO that nobody belongs to.
 */
export async function planHostsRebalance(options: {
  readonly context: ServiceContext;
  readonly input: PlanRebalance;
  /** By the settings of the testbed, instead of by the asker's own wish. */
  readonly origin?: PlanOrigin | undefined;
}): Promise<z.input<typeof RebalancePlan>> {
  const { context, input, origin = 'person' } = options;
  requirePlans(context.actor, 'hosts:write');
  // By a person: what the settings hold was looked at when it was saved, and a VO may have no domain for a while.
  if (origin === 'person') await requireKnownVos(context.db, input.isolatedVos, 'isolatedVos');
  const { reason, atOnce = DEFAULT_REBALANCE_AT_ONCE, ...rules } = input;
  const wish = { ...rules, struck: [] };
  const now = context.now();
  // Outside the transaction: it reads much and decides nothing for good.
  const document = await makeRebalanceDocument(context.db, { wish, atOnce }, now);
  return await context.db.$transaction(async (tx) => {
    const row = await tx.plan.create({
      data: {
        kind: 'rebalance',
        origin,
        wish,
        atOnce,
        document,
        plannedAt: now,
        createdAt: now,
        reason: reason ?? null,
        madeByName: context.actor.name,
      },
      include: PLAN_PARTS,
    });
    await recordPlan(tx, context, 'planRebalance', row, origin === 'person' ? 'was made' : 'is recommended');
    return rebalanceBody(row);
  });
}
