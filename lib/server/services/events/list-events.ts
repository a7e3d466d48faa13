import type { z } from 'zod';
import { EventBody, type EventPage, type ListEventsQuery } from '@/lib/contracts/events';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

/** Past events, newest first, only those the caller may see. One of a kind that this version does not know is left out. */
export async function listEvents(options: {
  readonly context: ServiceContext;
  readonly query: ListEventsQuery;
}): Promise<z.input<typeof EventPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'domains:read');
  const where: Prisma.EventWhereInput = {
    ...(context.actor.vos === undefined ? {} : { vo: { in: [...context.actor.vos] } }),
    ...(query.domain === undefined ? {} : { domainId: query.domain }),
    ...(query.host === undefined ? {} : { hostId: query.host }),
  };
  const [rows, total] = await Promise.all([
    context.db.event.findMany({
      where,
      orderBy: { sequence: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.event.count({ where }),
  ]);
  const items = rows.flatMap((row) => {
    const body = EventBody.safeParse(row.body);
    return body.success
      ? [{ sequence: row.sequence.toString(), at: row.at.toISOString(), vo: row.vo, body: body.data }]
      : [];
  });
  return { items, total, page: query.page, pageSize: query.pageSize };
}
