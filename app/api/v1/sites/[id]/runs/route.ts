import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { runSite } from '@/lib/server/services/site-runs/begin-run';
import { listRuns } from '@/lib/server/services/site-runs/read-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listSiteRuns,
  async ({ context, params, query }) => await listRuns({ context, id: params.id, query }),
);

export const POST = handle(
  routes.runSite,
  async ({ context, params, body }) => await runSite({ context, id: params.id, input: body }),
);
