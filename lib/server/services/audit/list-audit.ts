import { z } from 'zod';
import type { AuditPage, ListAuditQuery } from '@/lib/contracts/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { escapeLike } from '@/lib/server/services/domains/domain-filter';

const AuditRow = z.object({
  id: z.string(),
  at: z.date(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  via: z.string(),
  action: z.string(),
  scope: z.string().nullable(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  vo: z.string().nullable(),
  reason: z.string().nullable(),
  outcome: z.enum(['accepted', 'refused']),
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string().nullable(),
  address: z.string().nullable(),
});

/** Who did what, newest first. `q` looks in the subject and the reason; `actor` in name and id. */
export async function listAudit(options: {
  readonly context: ServiceContext;
  readonly query: ListAuditQuery;
}): Promise<z.input<typeof AuditPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'audit:read');
  const conditions = [Prisma.sql`true`];
  if (query.q !== undefined && query.q.trim() !== '') {
    const pattern = `%${escapeLike(query.q.trim())}%`;
    conditions.push(
      Prisma.sql`(a."subjectName" ilike ${pattern} or a."subjectId" ilike ${pattern} or a.reason ilike ${pattern} or a.action ilike ${pattern})`,
    );
  }
  if (query.actor !== undefined && query.actor !== '') {
    conditions.push(
      Prisma.sql`(a."actorId" = ${query.actor} or a."actorName" ilike ${`%${escapeLike(query.actor)}%`})`,
    );
  }
  if (query.action !== undefined && query.action !== '') conditions.push(Prisma.sql`a.action = ${query.action}`);
  const where = Prisma.join(conditions, ' and ');
  const [rows, counted] = await Promise.all([
    context.db.$queryRaw<unknown[]>`
      select a.id::text, a.at, a."actorId", a."actorName", a.via, a.action, a.scope, a."subjectType", a."subjectId",
        a."subjectName", a.vo, a.reason, a.outcome, a.before, a.after, a."requestId", a.address
      from "Audit" a where ${where} order by a.at desc, a.id desc
      limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    context.db.$queryRaw<{ total: number }[]>`select count(*)::int as total from "Audit" a where ${where}`,
  ]);
  return {
    items: z
      .array(AuditRow)
      .parse(rows)
      .map((row) => ({ ...row, at: row.at.toISOString() })),
    total: counted[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}
