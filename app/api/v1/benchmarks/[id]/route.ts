import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmark } from '@/lib/server/services/benchmarks/read-benchmark';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmark,
  async ({ context, params }) => await readBenchmark({ context, id: params.id }),
);
