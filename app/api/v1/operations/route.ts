import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listOperations } from '@/lib/server/services/operations/list-operations';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listOperations,
  async ({ context, query }) => await listOperations({ context, query }),
);
