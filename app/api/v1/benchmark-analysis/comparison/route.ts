import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { compareBenchmarks } from '@/lib/server/services/benchmarks/compare-results';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.compareBenchmarks,
  async ({ context, query }) => await compareBenchmarks({ context, query }),
);
