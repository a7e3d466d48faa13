import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkTrend } from '@/lib/server/services/benchmarks/read-trend';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmarkTrend,
  async ({ context, query }) => await readBenchmarkTrend({ context, query }),
);
