import type { z } from 'zod';
import type { Plan } from '@/lib/contracts/plans';
import type { ServiceContext } from '@/lib/server/service-context';
import { findPlan, planBody, requirePlans } from './plan-rows';

/** @throws AppError `forbidden`, `not-found`. */
export async function readPlan(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof Plan>> {
  requirePlans(options.context.actor, 'hosts:read');
  return planBody(await findPlan(options.context.db, options.id));
}
