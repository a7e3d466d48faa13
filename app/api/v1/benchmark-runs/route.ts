import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listBenchmarkRuns } from '@/lib/server/services/benchmarks/list-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listBenchmarkRuns,
  async ({ context, query }) => await listBenchmarkRuns({ context, query }),
);
