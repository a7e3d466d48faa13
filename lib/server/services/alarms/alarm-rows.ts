import { z } from 'zod';
import type { Alarm } from '@/lib/contracts/events';
import type { Actor } from '@/lib/domain/access';
import { ALARM_KINDS } from '@/lib/domain/operation';
import { Prisma } from '@/lib/server/db/generated/client';
import { visibleTo } from '@/lib/server/services/domains/domain-filter';

/** A VO admin sees alarms of the own VOs' domains; those of hosts have no VO and stay with the testbed. */
export const visibleAlarms = (actor: Actor): Prisma.Sql => visibleTo(actor, 'a');

export const ALARM_COLUMNS = Prisma.sql`
  a.id::text, a.kind, a.sentence, a.remedy, a."domainId"::text, d.name as "domainName", a."hostId"::text,
  h.name as "hostName", a.vo, a."raisedAt", a."resolvedAt", a."resolvedBy", a.note`;
export const ALARM_FROM = Prisma.sql`
  "Alarm" a left join "Domain" d on d.id = a."domainId" left join "Host" h on h.id = a."hostId"`;

export const AlarmRow = z.object({
  id: z.string(),
  kind: z.enum(ALARM_KINDS),
  sentence: z.string(),
  remedy: z.string(),
  domainId: z.string().nullable(),
  domainName: z.string().nullable(),
  hostId: z.string().nullable(),
  hostName: z.string().nullable(),
  vo: z.string().nullable(),
  raisedAt: z.date(),
  resolvedAt: z.date().nullable(),
  resolvedBy: z.string().nullable(),
  note: z.string().nullable(),
});
export type AlarmRow = z.infer<typeof AlarmRow>;

export const alarmBody = ({ vo: _vo, raisedAt, resolvedAt, ...rest }: AlarmRow): z.input<typeof Alarm> => ({
  ...rest,
  raisedAt: raisedAt.toISOString(),
  resolvedAt: resolvedAt?.toISOString() ?? null,
});
