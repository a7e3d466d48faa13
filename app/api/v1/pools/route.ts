import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createPool } from '@/lib/server/services/pools/create-pool';
import { listPools } from '@/lib/server/services/pools/list-pools';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listPools, async ({ context, query }) => await listPools({ context, query }));

export const POST = handle(routes.createPool, async ({ context, body }) => await createPool({ context, input: body }));
