import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { changePool } from '@/lib/server/services/pools/change-pool';
import { readPool } from '@/lib/server/services/pools/read-pool';
import { removePool } from '@/lib/server/services/pools/remove-pool';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getPool, async ({ context, params }) => await readPool({ context, id: params.id }));

export const PATCH = handle(
  routes.changePool,
  async ({ context, params, body }) => await changePool({ context, id: params.id, input: body }),
);

export const DELETE = handle(
  routes.removePool,
  async ({ context, params, body }) => await removePool({ context, id: params.id, input: body }),
);
