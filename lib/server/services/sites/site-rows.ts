import type { z } from 'zod';
import { type Site as SiteContract, type SitePlan, SitePlanDocument, type SiteSummary } from '@/lib/contracts/sites';
import { type Actor, hasScope, refusalOf, seesAllVos } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma, SitePlan as PlanRow } from '@/lib/server/db/generated/client';
import { checkSite } from '@/lib/site/check-site';
import type { CheckedSite } from '@/lib/site/checked-site';
import { problemWords } from '@/lib/site/problem';

export const SITE_PARTS = {
  // The newest: by it the site was changed last.
  revisions: { orderBy: { number: 'desc' }, take: 1 },
  plans: { orderBy: { plannedAt: 'desc' }, take: 1 },
  nodes: { select: { domainId: true } },
} as const satisfies Prisma.SiteInclude;
export type SiteRow = Prisma.SiteGetPayload<{ include: typeof SITE_PARTS }>;

/** @throws AppError `not-found`, for one that serves a VO that is not the actor's as well. */
export async function findSite(db: Tx, actor: Actor, id: string): Promise<SiteRow> {
  const row = await db.site.findUnique({ where: { id }, include: SITE_PARTS });
  if (row === null || !seesAllVos(actor, row.vos)) throw notFound('site');
  return row;
}

/** Of sites how many of the domains that were made for them hosts still report, by id. */
export async function countMade(db: Tx, rows: readonly SiteRow[]): Promise<ReadonlyMap<string, number>> {
  const ids = rows.flatMap(({ nodes }) => nodes.map(({ domainId }) => domainId));
  const there = new Set(
    (await db.domain.findMany({ where: { id: { in: ids }, missingSince: null }, select: { id: true } })).map(
      ({ id }) => id,
    ),
  );
  return new Map(rows.map(({ id, nodes }) => [id, nodes.filter(({ domainId }) => there.has(domainId)).length]));
}

export function summaryOf(row: SiteRow, made: number): z.input<typeof SiteSummary> {
  const [newest] = row.revisions;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    vos: row.vos,
    revision: row.revision,
    wanted: row.wanted,
    made,
    changedAt: (newest?.createdAt ?? row.createdAt).toISOString(),
    changedByName: newest?.madeByName ?? '',
    createdAt: row.createdAt.toISOString(),
  };
}

export async function siteBody(db: Tx, actor: Actor, row: SiteRow): Promise<z.input<typeof SiteContract>> {
  const made = (await countMade(db, [row])).get(row.id) ?? 0;
  const [newest] = row.revisions;
  const [plan] = row.plans;
  const mayWrite = hasScope(actor, 'sites:write')
    ? ({ allowed: true } as const)
    : ({ allowed: false, reason: refusalOf(actor.role, 'sites:write') } as const);
  const left = await whatIsLeft(db, row.id);
  return {
    ...summaryOf(row, made),
    version: row.version,
    text: newest?.text ?? '',
    plan: plan === undefined || !(await seesRevision(db, actor, plan)) ? null : planBody(actor, plan),
    can: {
      edit: mayWrite,
      plan: mayWrite,
      remove: !mayWrite.allowed || left === undefined ? mayWrite : { allowed: false, reason: left },
    },
  };
}

/** A plan of an earlier revision may speak of VOs that the newest serves no more. */
async function seesRevision(db: Tx, actor: Actor, { siteId, revision }: PlanRow): Promise<boolean> {
  if (actor.vos === undefined) return true;
  const row = await db.siteRevision.findUnique({
    where: { siteId_number: { siteId, number: revision } },
    select: { vos: true },
  });
  return row !== null && seesAllVos(actor, row.vos);
}

/** Why a site cannot be deleted, as a sentence; undefined where it can. */
export async function whatIsLeft(db: Tx, siteId: string): Promise<string | undefined> {
  // One after the other: within a transaction there is one connection.
  const nodes = await db.siteNode.findMany({ where: { siteId }, select: { domainId: true } });
  const networks = await db.siteNetwork.count({ where: { siteId } });
  const domains = await db.domain.count({ where: { id: { in: nodes.map(({ domainId }) => domainId) } } });
  if (domains + networks === 0) return undefined;
  const parts = [counted(domains, 'domain'), counted(networks, 'network')].filter((part) => part !== undefined);
  return `What was made for it is there: ${parts.join(' and ')}. Destroy that first.`;
}
const counted = (count: number, noun: string): string | undefined =>
  count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`;

export function planBody(actor: Actor, row: PlanRow): z.input<typeof SitePlan> {
  return {
    id: row.id,
    revision: row.revision,
    plannedAt: row.plannedAt.toISOString(),
    madeByName: row.madeByName,
    document: documentFor(actor, SitePlanDocument.parse(row.document)),
  };
}

/** Who does not see hosts is told where the own domains go, and nothing of what else is there. */
function documentFor(actor: Actor, document: SitePlanDocument): SitePlanDocument {
  if (hasScope(actor, 'hosts:read')) return document;
  return {
    ...document,
    hosts: [],
    unboundHosts: [],
    nodes: document.nodes.map((node) => ({
      ...node,
      pool: null,
      others: [],
      why: node.host === null ? 'No host of the file can take it now.' : `It goes to ${node.host.hostName}.`,
      blockers:
        node.blockers.length === 0 ? [] : ['Something of the testbed stands in the way; ask a testbed manager.'],
    })),
  };
}

/**
 * What a text asks for, of a text that somebody sent.
 * @throws AppError `bad-request` with every problem by line and field.
 */
export function readSite(text: string): CheckedSite {
  const checked = checkSite(text);
  if ('site' in checked) return checked.site;
  const fields = checked.problems.map((problem) => ({
    field: 'text',
    message: `line ${problem.line}, ${problemWords(problem)}`,
  }));
  const more = fields.length <= 1 ? '' : ` (and ${fields.length - 1} more)`;
  throw new AppError('bad-request', `text: ${fields[0]?.message ?? 'is no site file'}${more}`, {
    fields,
    detail: { problems: checked.problems },
  });
}

/**
 * What a revision asks for. It was read when it was kept; a newer release may read more strictly.
 * @throws AppError `refused`
 */
export function readKept(row: SiteRow): CheckedSite {
  const checked = checkSite(row.revisions[0]?.text ?? '');
  if ('site' in checked) return checked.site;
  const [first] = checked.problems;
  const words = first === undefined ? '' : ` Line ${first.line}: ${problemWords(first)}.`;
  throw new AppError('refused', `This release does not read revision ${row.revision} any more; mend the file.${words}`);
}
