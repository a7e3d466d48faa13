import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { dismissLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.dismissLoss,
  async ({ context, params, body, ifMatch }) => await dismissLoss({ context, id: params.id, input: body, ifMatch }),
);
