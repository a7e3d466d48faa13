import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readCampaignArtefact } from '@/lib/server/services/campaigns/read-artefact';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.readCampaignArtefact,
  async ({ context, params }) => await readCampaignArtefact({ context, ...params }),
);
