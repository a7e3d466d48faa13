import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkCluster } from '@/lib/server/services/benchmarks/read-cluster';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmarkCluster,
  async ({ context, query }) => await readBenchmarkCluster({ context, query }),
);
