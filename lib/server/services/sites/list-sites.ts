import type { z } from 'zod';
import type { SitePage } from '@/lib/contracts/sites';
import { requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import { countMade, SUMMARY_PARTS, summaryOf } from './site-rows';

/** As `seesAllVos`: those of no VO are the testbed's own. */
const VISIBLE = '$1::text[] is null or (cardinality(s."vos") > 0 and s."vos" <@ $1::text[])';

/** Sites by name; of who is bound to VOs those that serve no other. @throws AppError `forbidden` */
export async function listSites(options: {
  readonly context: ServiceContext;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof SitePage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:read');
  const vos = actor.vos === undefined ? null : [...actor.vos];
  const sql = sqlOfTx(db);
  const [ids, counts] = await Promise.all([
    sql.query<{ readonly id: string }>(
      `select s."id"::text as "id" from "Site" s where ${VISIBLE} order by s."name" limit $2 offset $3`,
      [vos, query.pageSize, (query.page - 1) * query.pageSize],
    ),
    sql.query<{ readonly total: number }>(`select count(*)::int as "total" from "Site" s where ${VISIBLE}`, [vos]),
  ]);
  const rows = await db.site.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: SUMMARY_PARTS,
    orderBy: { name: 'asc' },
  });
  const made = await countMade(db, rows);
  return {
    items: rows.map((row) => summaryOf(row, made.get(row.id) ?? 0)),
    total: counts[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}
