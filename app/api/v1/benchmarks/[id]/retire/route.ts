import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retireBenchmark } from '@/lib/server/services/benchmarks/retire-benchmark';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retireBenchmark,
  async ({ context, params, body }) => await retireBenchmark({ context, id: params.id, input: body }),
);
