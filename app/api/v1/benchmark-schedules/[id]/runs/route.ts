import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { runSchedule } from '@/lib/server/services/schedules/run-schedule';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.runSchedule,
  async (call) => await runSchedule({ context: call.context, id: call.params.id, call: callOf(call) }),
);
