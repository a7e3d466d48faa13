import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { pauseRun } from '@/lib/server/services/site-runs/change-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.pauseSiteRun,
  async ({ context, params, ifMatch }) => await pauseRun({ context, id: params.id, ifMatch }),
);
