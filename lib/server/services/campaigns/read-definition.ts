import type { z } from 'zod';
import type { CampaignDefinitionDetail } from '@/lib/contracts/campaigns';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { definitionDetail } from './definition-rows';

/** @throws AppError `not-found` */
export async function readCampaignDefinition(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof CampaignDefinitionDetail>> {
  requireScope(options.context.actor, 'campaigns:read');
  return await definitionDetail(options.context.db, options.context.actor, options.id);
}
