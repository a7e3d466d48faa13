import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createLeaseRule } from '@/lib/server/services/lease-rules/create-rule';
import { listLeaseRules } from '@/lib/server/services/lease-rules/list-rules';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listLeaseRules, async ({ context }) => await listLeaseRules({ context }));

export const POST = handle(
  routes.createLeaseRule,
  async ({ context, body }) => await createLeaseRule({ context, input: body }),
);
