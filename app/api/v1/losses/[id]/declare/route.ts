import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { declareLoss } from '@/lib/server/services/recovery/change-loss';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.declareLoss,
  async ({ context, params, body, ifMatch }) => await declareLoss({ context, id: params.id, input: body, ifMatch }),
);
