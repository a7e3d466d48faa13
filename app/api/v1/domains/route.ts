import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { defineDomain } from '@/lib/server/services/domains/define-domain';
import { listDomains } from '@/lib/server/services/domains/list-domains';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listDomains, async ({ context, query }) => await listDomains({ context, query }));

export const POST = handle(
  routes.defineDomain,
  async (call) => await defineDomain({ context: call.context, body: call.body, call: callOf(call) }),
);
