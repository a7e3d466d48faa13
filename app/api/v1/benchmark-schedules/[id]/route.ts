import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readSchedule } from '@/lib/server/services/schedules/read-schedule';
import { removeSchedule } from '@/lib/server/services/schedules/remove-schedule';
import { updateSchedule } from '@/lib/server/services/schedules/update-schedule';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getSchedule,
  async ({ context, params }) => await readSchedule({ context, id: params.id }),
);

export const PATCH = handle(
  routes.updateSchedule,
  async ({ context, params, body, ifMatch }) => await updateSchedule({ context, id: params.id, input: body, ifMatch }),
);

export const DELETE = handle(routes.removeSchedule, async ({ context, params, ifMatch }) => {
  await removeSchedule({ context, id: params.id, ifMatch });
});
