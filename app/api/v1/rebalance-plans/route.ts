import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { planHostsRebalance } from '@/lib/server/services/plans/plan-rebalance';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.planRebalance,
  async ({ context, body }) => await planHostsRebalance({ context, input: body }),
);
