import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkCampaign } from '@/lib/server/services/campaigns/check-campaign';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkCampaignDefinition, async ({ context, body }) =>
  checkCampaign({ context, input: body }),
);
