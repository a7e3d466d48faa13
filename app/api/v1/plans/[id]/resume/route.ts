import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { resumePlan } from '@/lib/server/services/plans/change-plan';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.resumePlan,
  async ({ context, params, ifMatch, body }) => await resumePlan({ context, id: params.id, ifMatch, jobs: body.jobs }),
);
