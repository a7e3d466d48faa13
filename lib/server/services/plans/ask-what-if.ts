import type { z } from 'zod';
import type { WhatIfPlan } from '@/lib/contracts/plans';
import type { AskWhatIf } from '@/lib/contracts/what-if';
import type { ServiceContext } from '@/lib/server/service-context';
import { PLAN_PARTS, requirePlans, whatIfBody } from './plan-rows';
import { recordPlan } from './record-plan';
import { makeWhatIfDocument } from './what-if-document';

/**
 * Says what would be, and keeps the document. Nothing of the inventory changes, and nothing is ever done by it.
 * @throws AppError `forbidden`, `bad-request` naming what of the supposition is not there, not known, or too much.
 */
export async function askWhatIf(options: {
  readonly context: ServiceContext;
  readonly input: AskWhatIf;
}): Promise<z.input<typeof WhatIfPlan>> {
  const { context, input } = options;
  requirePlans(context.actor, 'hosts:write');
  const now = context.now();
  // Outside the transaction: it reads much and decides nothing for good.
  const { wish, document } = await makeWhatIfDocument(context.db, input, now);
  return await context.db.$transaction(async (tx) => {
    const row = await tx.plan.create({
      data: {
        kind: 'what-if',
        state: 'answered',
        wish,
        // Of what runs at the same time nothing ever does.
        atOnce: 1,
        document,
        plannedAt: now,
        createdAt: now,
        reason: input.reason ?? null,
        madeByName: context.actor.name,
      },
      include: PLAN_PARTS,
    });
    await recordPlan(tx, context, 'askWhatIf', row, 'was asked');
    return whatIfBody(row);
  });
}
