import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { remedyGuestDrift } from '@/lib/server/services/guest-drift/remedy-drift';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.remedyGuestDrift,
  async (call) =>
    await remedyGuestDrift({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
