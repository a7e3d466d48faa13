import type { z } from 'zod';
import type { SiteDrift, SitePlan, SitePlanDocument } from '@/lib/contracts/sites';
import { SitePlanDocument as Document } from '@/lib/contracts/sites';
import { hasScope } from '@/lib/domain/access';
import type { RunKind } from '@/lib/domain/site-run';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { SitePlan as SitePlanRow } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { type HeldHosts, planSite as plan } from '@/lib/site/plan/plan-site';
import { planDestroy } from '@/lib/site/plan/plan-destroy';
import { driftSentences, planChanges, totalsOf } from '@/lib/site/plan/plan-words';
import type { SitePlan as PurePlan } from '@/lib/site/plan/site-plan';
import { recordSite } from './record-site';
import { withProblems } from './plan-problems';
import { findSite, offeredPlan, planBody, readKept, type SiteRow } from './site-rows';
import { loadSiteWorld } from './site-world';

/** Of one site. A plan of hundreds of domains has a megabyte; the newest is the one that is read. */
const MOST_PLANS_KEPT = 10;

/** @param held hosts that an earlier plan chose: whether that plan still holds, and not which would be the best now */
export async function planNow(
  { db, now }: Pick<ServiceContext, 'db' | 'now'>,
  row: SiteRow,
  held?: HeldHosts,
): Promise<PurePlan> {
  const site = readKept(row);
  const world = await loadSiteWorld(db, row.id, now());
  return await withProblems(db, { site, world }, plan(site, world, held));
}

/** Keeps a plan, and the newest few of its site with it. */
export async function keepPlan(
  tx: Tx,
  plan: {
    readonly siteId: string;
    readonly kind: RunKind;
    readonly revision: number;
    readonly document: z.input<typeof SitePlanDocument>;
    readonly madeByName: string;
    readonly plannedAt: Date;
  },
): Promise<SitePlanRow> {
  const made = await tx.sitePlan.create({ data: plan });
  const { siteId, kind } = plan;
  const old = await tx.sitePlan.findMany({
    where: { siteId, kind },
    orderBy: { plannedAt: 'desc' },
    skip: MOST_PLANS_KEPT,
    select: { id: true },
  });
  await tx.sitePlan.deleteMany({ where: { id: { in: old.map((each) => each.id) } } });
  return made;
}

/**
 * Plans how all that was made for a site goes, and keeps the plan. Nothing is done by it.
 * @throws AppError `forbidden`, `not-found`, `refused` where this release does not read the file any more.
 */
export async function planSiteDestroy(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SitePlan>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:apply');
  const row = await findSite(db, actor, id);
  const document = documentOf(planDestroy(readKept(row), await loadSiteWorld(db, id, context.now())));
  return await db.$transaction(async (tx) => {
    const made = await keepPlan(tx, {
      siteId: id,
      kind: 'destroy',
      revision: row.revision,
      document,
      madeByName: actor.name,
      plannedAt: context.now(),
    });
    await recordSite(tx, context, 'planSiteDestroy', row, 'has a plan to be destroyed');
    return planBody(actor, made);
  });
}

/**
 * Plans the newest revision against the testbed as it is, and keeps the plan. Nothing is done by it.
 * @throws AppError `forbidden`, `not-found`, `refused` where this release does not read the file any more.
 */
export async function planSite(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SitePlan>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:write');
  const row = await findSite(db, actor, id);
  // Outside the transaction: it reads much and decides nothing for good.
  const document = documentOf(await planNow(context, row));
  return await db.$transaction(async (tx) => {
    const made = await keepPlan(tx, {
      siteId: id,
      kind: 'apply',
      revision: row.revision,
      document,
      madeByName: actor.name,
      plannedAt: context.now(),
    });
    await recordSite(tx, context, 'planSite', row, `was planned, revision ${row.revision}`);
    return planBody(actor, made);
  });
}

/** More lines than these nobody reads; the numbers are of all. */
const MOST_SENTENCES = 100;

/** What of the testbed is otherwise than the newest revision says. Nothing is kept. @throws AppError as `planSite`. */
export async function readDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SiteDrift>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:read');
  const row = await findSite(db, actor, id);
  const now = await planNow(context, row);
  const newest = offeredPlan(row);
  const read = newest?.revision === row.revision ? Document.parse(newest.document) : undefined;
  return {
    lookedAt: context.now().toISOString(),
    revision: row.revision,
    totals: totalsOf(now),
    sentences: driftSentences(now).slice(0, MOST_SENTENCES),
    // It tells of hosts, which are not everybody's to see.
    sincePlan:
      read === undefined || !hasScope(actor, 'hosts:read')
        ? []
        : planChanges(read.nodes, now.nodes).slice(0, MOST_SENTENCES),
  };
}

export const documentOf = (pure: PurePlan): z.input<typeof SitePlanDocument> => ({
  totals: totalsOf(pure),
  nodes: pure.nodes.map((node) => ({
    instance: node.instance,
    domainName: node.domainName,
    domainId: node.domainId ?? null,
    role: node.role ?? null,
    vo: node.vo ?? null,
    vcpus: node.vcpus,
    memoryKiB: node.memoryKiB,
    diskBytes: node.diskBytes ?? null,
    deed: node.deed,
    host: node.host ?? null,
    pool: node.pool ?? null,
    why: node.why,
    others: [...node.others],
    differences: [...node.differences],
    blockers: [...node.blockers],
    missingImage:
      node.missingImage === undefined
        ? null
        : { name: node.missingImage.name, specificationId: node.missingImage.specificationId ?? null },
  })),
  steps: pure.steps.map((step) => ({ ...step, after: [...step.after] })),
  hosts: pure.hosts.map((host) => ({
    hostId: host.hostId,
    hostName: host.hostName,
    memoryFreeKiB: host.memoryFreeKiB ?? null,
    memoryFreeAfterKiB: host.memoryFreeAfterKiB ?? null,
    domains: host.domains,
  })),
  unboundHosts: [...pure.unboundHosts],
  notes: [...pure.notes],
});
