import type { z } from 'zod';
import type { SiteProof, SiteRun, SiteRunPage } from '@/lib/contracts/sites';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findSite, seesRevision } from '@/lib/server/services/sites/site-rows';
import { findRun, runBody } from './run-rows';
import { RUN_STEPS, runSummary } from './run-summary';

/** @throws AppError `forbidden`, `not-found`. */
export async function readRun(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SiteRun>> {
  const { actor, db } = options.context;
  requireScope(actor, 'sites:read');
  return runBody(actor, await findRun(db, actor, options.id));
}

/** @throws AppError `forbidden`, `not-found`, while nothing was looked for as well. */
export async function readProof(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SiteProof>> {
  const { proof } = await readRun(options);
  if (proof === null) throw notFound('proof');
  return proof;
}

/** Runs of a site, newest first; of who is bound to VOs those of revisions that served no other. @throws AppError `forbidden`, `not-found`. */
export async function listRuns(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof SiteRunPage>> {
  const { context, id, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:read');
  const site = await findSite(db, actor, id);
  const ids: string[] = [];
  for (const run of await db.siteRun.findMany({
    where: { siteId: id },
    select: { id: true, siteId: true, revision: true },
    orderBy: { startedAt: 'desc' },
  }))
    if (await seesRevision(db, actor, run)) ids.push(run.id);
  const first = (query.page - 1) * query.pageSize;
  const rows = await db.siteRun.findMany({
    where: { id: { in: ids.slice(first, first + query.pageSize) } },
    include: RUN_STEPS,
    orderBy: { startedAt: 'desc' },
  });
  return {
    items: rows.map((row) => runSummary(site, row)),
    total: ids.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}
