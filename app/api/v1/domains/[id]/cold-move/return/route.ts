import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { returnColdMove } from '@/lib/server/services/cold-moves/end-cold-move';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.returnColdMove,
  async (call) =>
    await returnColdMove({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
