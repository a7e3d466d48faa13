import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { endLease } from '@/lib/server/services/leases/end-lease';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.endLease,
  async ({ context, params, body }) => await endLease({ context, id: params.id, input: body }),
);
