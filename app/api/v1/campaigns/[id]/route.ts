import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readCampaign } from '@/lib/server/services/campaigns/read-campaign';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getCampaign,
  async ({ context, params }) => await readCampaign({ context, id: params.id }),
);
