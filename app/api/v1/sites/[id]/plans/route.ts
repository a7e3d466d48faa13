import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { planSite } from '@/lib/server/services/sites/plan-site';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.planSite, async ({ context, params }) => await planSite({ context, id: params.id }));
