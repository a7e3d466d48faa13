import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { extendLease } from '@/lib/server/services/leases/extend-lease';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.extendLease,
  async ({ context, params, body }) => await extendLease({ context, id: params.id, input: body }),
);
