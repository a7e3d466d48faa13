import { z } from 'zod';
import type { AlarmPage, ListAlarmsQuery } from '@/lib/contracts/events';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { ALARM_COLUMNS, ALARM_FROM, alarmBody, AlarmRow, visibleAlarms } from './alarm-rows';

/** Alarms, open ones first, then newest first. */
export async function listAlarms(options: {
  readonly context: ServiceContext;
  readonly query: z.output<typeof ListAlarmsQuery>;
}): Promise<z.input<typeof AlarmPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'alarms:read');
  const open = query.open === undefined ? Prisma.sql`true` : Prisma.sql`(a."resolvedAt" is null) = ${query.open}`;
  const where = Prisma.sql`${visibleAlarms(context.actor)} and ${open}`;
  const [rows, counted] = await Promise.all([
    context.db.$queryRaw<unknown[]>`
      select ${ALARM_COLUMNS} from ${ALARM_FROM} where ${where}
      order by (a."resolvedAt" is null) desc, a."raisedAt" desc, a.id
      limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    context.db.$queryRaw<{ total: number }[]>`select count(*)::int as total from "Alarm" a where ${where}`,
  ]);
  return {
    items: z.array(AlarmRow).parse(rows).map(alarmBody),
    total: counted[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}
