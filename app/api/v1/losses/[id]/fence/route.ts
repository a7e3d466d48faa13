import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { fenceLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.fenceLoss,
  async ({ context, params, body, ifMatch }) => await fenceLoss({ context, id: params.id, input: body, ifMatch }),
);
