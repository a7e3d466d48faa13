import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { leaveRun } from '@/lib/server/services/site-runs/change-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.leaveSiteRun,
  async ({ context, params, ifMatch }) => await leaveRun({ context, id: params.id, ifMatch }),
);
