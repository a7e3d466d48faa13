import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { resolveAlarm } from '@/lib/server/services/alarms/resolve-alarm';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.resolveAlarm,
  async ({ context, params, body }) => await resolveAlarm({ context, id: params.id, input: body }),
);
