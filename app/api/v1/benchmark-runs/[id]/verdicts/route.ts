import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { judgeRun } from '@/lib/server/services/benchmarks/judge-run';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.judgeRun,
  async ({ context, params, body }) => await judgeRun({ context, id: params.id, body }),
);
