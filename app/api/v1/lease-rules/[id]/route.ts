import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeLeaseRule } from '@/lib/server/services/lease-rules/remove-rule';

export const dynamic = 'force-dynamic';

export const DELETE = handle(
  routes.removeLeaseRule,
  async ({ context, params, body }) => await removeLeaseRule({ context, id: params.id, input: body }),
);
