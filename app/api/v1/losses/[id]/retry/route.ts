import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retryLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retryLoss,
  async ({ context, params, body, ifMatch }) => await retryLoss({ context, id: params.id, input: body, ifMatch }),
);
