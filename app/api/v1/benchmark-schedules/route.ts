import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createSchedule } from '@/lib/server/services/schedules/create-schedule';
import { listSchedules } from '@/lib/server/services/schedules/list-schedules';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listSchedules, async ({ context, query }) => await listSchedules({ context, query }));

export const POST = handle(
  routes.createSchedule,
  async ({ context, body }) => await createSchedule({ context, input: body }),
);
