import type { z } from 'zod';
import type { CampaignDetail } from '@/lib/contracts/campaigns';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { campaignDetail } from './campaign-rows';

/** @throws AppError `not-found` */
export async function readCampaign(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof CampaignDetail>> {
  requireScope(options.context.actor, 'campaigns:read');
  return await campaignDetail(options.context.db, options.context.actor, options.id);
}
