import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listFirings } from '@/lib/server/services/schedules/list-firings';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listFirings,
  async ({ context, params, query }) => await listFirings({ context, id: params.id, query }),
);
