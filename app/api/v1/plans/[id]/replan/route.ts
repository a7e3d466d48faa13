import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { replan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.replan,
  async ({ context, params, body, ifMatch }) => await replan({ context, id: params.id, input: body, ifMatch }),
);
