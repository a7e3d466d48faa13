import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { confirmLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.confirmLoss,
  async ({ context, params, body, ifMatch }) => await confirmLoss({ context, id: params.id, input: body, ifMatch }),
);
