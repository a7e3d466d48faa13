import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { proposeRun } from '@/lib/server/services/benchmarks/propose-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.proposeRun,
  async ({ context, params, body }) => await proposeRun({ context, id: params.id, body }),
);
