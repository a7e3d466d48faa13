import type { z } from 'zod';
import type { SiteRevision as RevisionContract, SiteRevisionPage, SiteRevisionText } from '@/lib/contracts/sites';
import { seesAllVos } from '@/lib/domain/access';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { SiteRevision } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { compareTexts } from '@/lib/site/compare-texts';
import { findSite } from './site-rows';

const revisionBody = (row: SiteRevision): z.input<typeof RevisionContract> => ({
  number: row.number,
  vos: row.vos,
  reason: row.reason,
  madeByName: row.madeByName,
  createdAt: row.createdAt.toISOString(),
});

/** Revisions, newest first; of who is bound to VOs those that served no other. @throws AppError `forbidden`, `not-found`. */
export async function listRevisions(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof SiteRevisionPage>> {
  const { context, id, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:read');
  await findSite(db, actor, id);
  // Without their texts they are few and short: whose they are is looked at here, in one place with everything else of sites.
  const all = await db.siteRevision.findMany({
    where: { siteId: id },
    omit: { text: true },
    orderBy: { number: 'desc' },
  });
  const seen = all.filter(({ vos }) => seesAllVos(actor, vos));
  const first = (query.page - 1) * query.pageSize;
  return {
    items: seen.slice(first, first + query.pageSize).map((row) => revisionBody({ ...row, text: '' })),
    total: seen.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}

/** One revision, compared with another by line. @throws AppError `forbidden`, `not-found`, for one that served other VOs as well. */
export async function readRevision(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly number: number;
  readonly against: number | undefined;
}): Promise<z.input<typeof SiteRevisionText>> {
  const { context, id, number, against } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:read');
  await findSite(db, actor, id);
  const find = async (which: number): Promise<SiteRevision> => {
    const row = await db.siteRevision.findUnique({ where: { siteId_number: { siteId: id, number: which } } });
    if (row === null || !seesAllVos(actor, row.vos)) throw notFound('revision');
    return row;
  };
  const row = await find(number);
  const other = against === undefined ? undefined : await find(against);
  return {
    ...revisionBody(row),
    text: row.text,
    against: against ?? null,
    lines: other === undefined ? [] : [...compareTexts(other.text, row.text)],
  };
}
