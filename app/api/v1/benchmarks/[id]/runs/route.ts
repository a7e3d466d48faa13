import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { runBenchmark } from '@/lib/server/services/benchmarks/run-benchmark';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.runBenchmark,
  async (call) =>
    await runBenchmark({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
