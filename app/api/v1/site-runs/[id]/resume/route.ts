import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { resumeRun } from '@/lib/server/services/site-runs/change-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.resumeSiteRun,
  async ({ context, params, ifMatch }) => await resumeRun({ context, id: params.id, ifMatch }),
);
