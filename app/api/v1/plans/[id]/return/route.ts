import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { returnPlan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.returnPlan,
  async ({ context, params, ifMatch }) => await returnPlan({ context, id: params.id, ifMatch }),
);
