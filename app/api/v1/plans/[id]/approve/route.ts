import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { approvePlan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.approvePlan,
  async ({ context, params, ifMatch }) => await approvePlan({ context, id: params.id, ifMatch }),
);
