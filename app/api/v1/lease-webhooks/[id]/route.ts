import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeWebhook } from '@/lib/server/services/webhooks/remove-webhook';

export const dynamic = 'force-dynamic';

export const DELETE = handle(
  routes.removeWebhook,
  async ({ context, params, body }) => await removeWebhook({ context, id: params.id, input: body }),
);
