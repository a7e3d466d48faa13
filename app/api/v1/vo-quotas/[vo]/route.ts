import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeVoQuota } from '@/lib/server/services/vo-quotas/remove-quota';

export const dynamic = 'force-dynamic';

export const DELETE = handle(
  routes.removeVoQuota,
  async ({ context, params, body }) => await removeVoQuota({ context, vo: params.vo, input: body }),
);
