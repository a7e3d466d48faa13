import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { checkGuestDrift } from '@/lib/server/services/guest-drift/check-drift';
import { readGuestDrift } from '@/lib/server/services/guest-drift/read-drift';
import { scheduleGuestDrift } from '@/lib/server/services/guest-drift/schedule-drift';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getGuestDrift,
  async ({ context, params }) => await readGuestDrift({ context, id: params.id }),
);

export const POST = handle(
  routes.checkGuestDrift,
  async (call) =>
    await checkGuestDrift({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);

export const PATCH = handle(
  routes.scheduleGuestDrift,
  async ({ context, params, body }) => await scheduleGuestDrift({ context, id: params.id, input: body }),
);
