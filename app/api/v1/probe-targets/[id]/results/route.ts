import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listProbeResults } from '@/lib/server/services/probes/list-results';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listProbeResults,
  async ({ context, params, query }) => await listProbeResults({ context, id: params.id, query }),
);
