import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { cancelOperation } from '@/lib/server/services/operations/cancel-operation';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.cancelOperation,
  async ({ context, params, body }) => await cancelOperation({ context, id: params.id, reason: body.reason }),
);
