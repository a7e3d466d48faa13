import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { addCampaignVersion } from '@/lib/server/services/campaigns/add-version';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.addCampaignVersion,
  async ({ context, params, body }) => await addCampaignVersion({ context, id: params.id, input: body }),
);
