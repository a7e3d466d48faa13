import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkRun } from '@/lib/server/services/benchmarks/read-run';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmarkRun,
  async ({ context, params }) => await readBenchmarkRun({ context, id: params.id }),
);
