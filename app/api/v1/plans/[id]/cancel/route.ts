import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { cancelPlan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.cancelPlan,
  async ({ context, params, ifMatch }) => await cancelPlan({ context, id: params.id, ifMatch }),
);
