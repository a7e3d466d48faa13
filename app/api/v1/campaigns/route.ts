import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listCampaigns } from '@/lib/server/services/campaigns/list-campaigns';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listCampaigns, async ({ context, query }) => await listCampaigns({ context, query }));
