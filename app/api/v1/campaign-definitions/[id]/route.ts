import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readCampaignDefinition } from '@/lib/server/services/campaigns/read-definition';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getCampaignDefinition,
  async ({ context, params }) => await readCampaignDefinition({ context, id: params.id }),
);
