import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { coldMoveDomain } from '@/lib/server/services/cold-moves/begin-cold-move';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.coldMoveDomain,
  async (call) =>
    await coldMoveDomain({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
