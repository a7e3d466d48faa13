import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retryPool } from '@/lib/server/services/pools/retry-pool';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retryPool,
  async ({ context, params, body }) => await retryPool({ context, id: params.id, input: body }),
);
