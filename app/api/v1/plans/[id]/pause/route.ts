import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { pausePlan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.pausePlan,
  async ({ context, params, ifMatch }) => await pausePlan({ context, id: params.id, ifMatch }),
);
