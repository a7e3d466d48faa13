import type { z } from 'zod';
import type { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from './plan-rows';
import { findSettings, settingsBody } from './rebalance-settings-row';

/** @throws AppError `forbidden`, for who is bound to VOs as well. */
export async function readRebalanceSettings(options: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof RebalanceSettings>> {
  requirePlans(options.context.actor, 'hosts:read');
  return settingsBody(await findSettings(options.context.db));
}
