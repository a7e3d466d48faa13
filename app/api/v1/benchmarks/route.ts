import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createBenchmark } from '@/lib/server/services/benchmarks/create-benchmark';
import { listBenchmarks } from '@/lib/server/services/benchmarks/list-benchmarks';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listBenchmarks,
  async ({ context, query }) => await listBenchmarks({ context, query }),
);

export const POST = handle(
  routes.createBenchmark,
  async ({ context, body }) => await createBenchmark({ context, input: body }),
);
