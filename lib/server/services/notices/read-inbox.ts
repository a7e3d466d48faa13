import { z } from 'zod';
import type { Inbox, ReadInboxQuery } from '@/lib/contracts/lease-notices';
import type { Actor } from '@/lib/domain/access';
import { LEASE_STATES } from '@/lib/domain/lease';
import { NOTICE_KINDS } from '@/lib/domain/lease-notice';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleLeases } from '@/lib/server/services/leases/lease-rows';
import { visiblePools } from '@/lib/server/services/pools/visible-pools';

/** The actor's own; of a VO that is not theirs any more they are told no more. */
export const ownNotices = (actor: Actor): Prisma.InboxNoticeWhereInput => ({
  userId: actor.userId,
  ...(actor.vos === undefined
    ? {}
    : {
        OR: [
          { lease: visibleLeases(actor) },
          { maintenanceId: { not: null }, vo: { in: [...actor.vos] } },
          { pool: visiblePools(actor) },
        ],
      }),
});

/** The newest first. @throws AppError `forbidden` */
export async function readInbox(options: {
  readonly context: ServiceContext;
  readonly query: ReadInboxQuery;
}): Promise<z.input<typeof Inbox>> {
  const { context, query } = options;
  requireScope(context.actor, 'leases:read');
  const { db, actor } = context;
  const where = ownNotices(actor);
  const [total, unread, rows] = await Promise.all([
    db.inboxNotice.count({ where }),
    db.inboxNotice.count({ where: { ...where, readAt: null } }),
    db.inboxNotice.findMany({
      where,
      include: {
        lease: { select: { id: true, number: true, vo: true, state: true } },
        maintenance: { select: { id: true, hostName: true } },
        pool: { select: { id: true, name: true } },
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: z.enum(NOTICE_KINDS).parse(row.kind),
      lease: row.lease === null ? null : { ...row.lease, state: z.enum(LEASE_STATES).parse(row.lease.state) },
      maintenance: row.maintenance,
      pool: row.pool,
      words: row.words,
      at: row.at.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    })),
    total,
    unread,
    page: query.page,
    pageSize: query.pageSize,
  };
}
