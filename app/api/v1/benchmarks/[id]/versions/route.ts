import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { addBenchmarkVersion } from '@/lib/server/services/benchmarks/add-benchmark-version';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.addBenchmarkVersion,
  async ({ context, params, body }) => await addBenchmarkVersion({ context, id: params.id, input: body }),
);
