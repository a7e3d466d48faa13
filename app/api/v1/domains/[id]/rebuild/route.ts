import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { rebuildDomain } from '@/lib/server/services/guest-drift/rebuild-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.rebuildDomain,
  async (call) =>
    await rebuildDomain({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
