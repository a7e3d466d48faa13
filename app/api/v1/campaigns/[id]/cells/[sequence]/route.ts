import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readCampaignCell } from '@/lib/server/services/campaigns/read-cell';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getCampaignCell,
  async ({ context, params }) => await readCampaignCell({ context, ...params }),
);
