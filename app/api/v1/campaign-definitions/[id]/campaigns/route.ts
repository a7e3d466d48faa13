import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { runCampaign } from '@/lib/server/services/campaigns/run-campaign';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.runCampaign,
  async ({ context, params, body, idempotencyKey }) =>
    await runCampaign({ context, id: params.id, body, idempotencyKey }),
);
