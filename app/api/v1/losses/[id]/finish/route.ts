import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { finishLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.finishLoss,
  async ({ context, params, body, ifMatch }) => await finishLoss({ context, id: params.id, input: body, ifMatch }),
);
