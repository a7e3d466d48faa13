import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createCampaignDefinition } from '@/lib/server/services/campaigns/create-definition';
import { listCampaignDefinitions } from '@/lib/server/services/campaigns/list-definitions';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listCampaignDefinitions,
  async ({ context, query }) => await listCampaignDefinitions({ context, query }),
);

export const POST = handle(
  routes.createCampaignDefinition,
  async ({ context, body }) => await createCampaignDefinition({ context, input: body }),
);
