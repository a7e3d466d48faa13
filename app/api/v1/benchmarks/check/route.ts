import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkBenchmark } from '@/lib/server/services/benchmarks/check-benchmark';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkBenchmark, async ({ context, body }) =>
  checkBenchmark({ context, input: body }),
);
