import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listLeases } from '@/lib/server/services/leases/list-leases';
import { requestLease } from '@/lib/server/services/leases/request-lease';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listLeases, async ({ context, query }) => await listLeases({ context, query }));

export const POST = handle(
  routes.requestLease,
  async ({ context, body }) => await requestLease({ context, input: body }),
);
