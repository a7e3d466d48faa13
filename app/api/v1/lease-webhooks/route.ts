import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createWebhook } from '@/lib/server/services/webhooks/create-webhook';
import { listWebhooks } from '@/lib/server/services/webhooks/list-webhooks';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listWebhooks, async ({ context }) => await listWebhooks({ context }));

export const POST = handle(
  routes.createWebhook,
  async ({ context, body }) => await createWebhook({ context, input: body }),
);
