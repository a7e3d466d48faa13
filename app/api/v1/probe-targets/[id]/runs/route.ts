import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { runProbes } from '@/lib/server/services/probes/run-probes';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.runProbes,
  async (call) => await runProbes({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
