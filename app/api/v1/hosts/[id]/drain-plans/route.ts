import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.planDrain,
  async ({ context, params, body }) => await planHostDrain({ context, hostId: params.id, input: body }),
);
