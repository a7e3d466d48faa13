import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { planSiteDestroy } from '@/lib/server/services/sites/plan-site';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.planSiteDestroy,
  async ({ context, params }) => await planSiteDestroy({ context, id: params.id }),
);
