import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { rollBackRun } from '@/lib/server/services/site-runs/change-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.rollBackSiteRun,
  async ({ context, params, ifMatch }) => await rollBackRun({ context, id: params.id, ifMatch }),
);
