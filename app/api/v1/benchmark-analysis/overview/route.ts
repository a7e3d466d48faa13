import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkOverview } from '@/lib/server/services/benchmarks/read-overview';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmarkOverview,
  async ({ context, query }) => await readBenchmarkOverview({ context, query }),
);
