import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { cancelCampaign } from '@/lib/server/services/campaigns/cancel-campaign';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.cancelCampaign,
  async ({ context, params, body }) => await cancelCampaign({ context, id: params.id, body }),
);
