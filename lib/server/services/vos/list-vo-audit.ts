import { z } from 'zod';
import { actionWords } from '@/lib/contracts/audit-words';
import type { ListVoAuditQuery, VoAuditPage } from '@/lib/contracts/vos';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { requireVo, requireVoAudit } from './require-vo';

const Titled = z.object({ title: z.string() });

/**
 * Who changed what of a VO, the newest first: what was accepted, and that maintenance which it was told of was announced or cancelled. An attempt that was refused is filed under nobody's VO, since what was in its
 * path may be another's.
 * @throws AppError `forbidden`, `not-found`
 */
export async function listVoAudit(options: {
  readonly context: ServiceContext;
  readonly vo: string;
  readonly query: ListVoAuditQuery;
}): Promise<z.input<typeof VoAuditPage>> {
  const { context, vo, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  await requireVo(db, actor, vo);
  requireVoAudit(actor);
  // An announcement is nobody's; what another VO answered is that one's.
  const told = await db.maintenanceVo.findMany({ where: { vo }, select: { maintenanceId: true } });
  const where = {
    outcome: 'accepted',
    OR: [
      { vo },
      { vo: null, subjectType: 'maintenance', subjectId: { in: told.map(({ maintenanceId }) => maintenanceId) } },
    ],
  };
  const [total, rows] = await Promise.all([
    db.audit.count({ where }),
    db.audit.findMany({
      where,
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
      select: {
        id: true,
        at: true,
        actorName: true,
        via: true,
        action: true,
        after: true,
        subjectType: true,
        subjectName: true,
        reason: true,
      },
    }),
  ]);
  return {
    items: rows.map(({ id, at, after, ...row }) => ({
      ...row,
      id: String(id),
      at: at.toISOString(),
      words: actionWords({ action: row.action, after }),
      title: Titled.safeParse(after).data?.title ?? null,
    })),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
