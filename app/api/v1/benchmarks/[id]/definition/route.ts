import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkFile } from '@/lib/server/services/benchmarks/read-benchmark-file';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBenchmarkDefinition,
  async ({ context, params }) => await readBenchmarkFile({ context, id: params.id }),
);
