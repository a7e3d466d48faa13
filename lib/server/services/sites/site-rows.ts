import { z } from 'zod';
import type { Verdict } from '@/lib/contracts/common';
import { type Site as SiteContract, type SitePlan, SitePlanDocument, type SiteSummary } from '@/lib/contracts/sites';
import { type Actor, hasScope, refusalOf, type Scope, seesAllVos } from '@/lib/domain/access';
import { RUN_KINDS } from '@/lib/domain/site-run';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma, SitePlan as PlanRow } from '@/lib/server/db/generated/client';
import { checkSite } from '@/lib/site/check-site';
import type { CheckedSite } from '@/lib/site/checked-site';
import { problemWords } from '@/lib/site/problem';
import { runSummary } from '@/lib/server/services/site-runs/run-summary';

/** What a line of a list is made of; plans and runs are documents of hundreds of kilobytes. */
export const SUMMARY_PARTS = {
  // The newest: by it the site was changed last.
  revisions: { orderBy: { number: 'desc' }, take: 1 },
  nodes: { select: { domainId: true } },
} as const satisfies Prisma.SiteInclude;
type SummaryRow = Prisma.SiteGetPayload<{ include: typeof SUMMARY_PARTS }>;

export const SITE_PARTS = {
  ...SUMMARY_PARTS,
  plans: { where: { kind: 'apply' }, orderBy: { plannedAt: 'desc' }, take: 1 },
  lease: { select: { id: true, number: true, vo: true, askedByName: true, state: true } },
  runs: { orderBy: { startedAt: 'desc' }, take: 1, include: { steps: { orderBy: { sequence: 'asc' } } } },
} as const satisfies Prisma.SiteInclude;
export type SiteRow = Prisma.SiteGetPayload<{ include: typeof SITE_PARTS }>;

/** @throws AppError `not-found`, for one that serves a VO that is not the actor's as well. */
export async function findSite(db: Tx, actor: Actor, id: string): Promise<SiteRow> {
  const row = await db.site.findUnique({ where: { id }, include: SITE_PARTS });
  if (row === null || !seesAllVos(actor, row.vos)) throw notFound('site');
  return row;
}

/** Of sites how many of the domains that were made for them hosts still report, by id. */
export async function countMade(db: Tx, rows: readonly SummaryRow[]): Promise<ReadonlyMap<string, number>> {
  const ids = rows.flatMap(({ nodes }) => nodes.map(({ domainId }) => domainId));
  const there = new Set(
    (await db.domain.findMany({ where: { id: { in: ids }, missingSince: null }, select: { id: true } })).map(
      ({ id }) => id,
    ),
  );
  return new Map(rows.map(({ id, nodes }) => [id, nodes.filter(({ domainId }) => there.has(domainId)).length]));
}

export function summaryOf(row: SummaryRow, made: number): z.input<typeof SiteSummary> {
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
  const plan = offeredPlan(row);
  const mayWrite = hasScope(actor, 'sites:write')
    ? ({ allowed: true } as const)
    : ({ allowed: false, reason: refusalOf(actor.role, 'sites:write') } as const);
  const left = await whatIsLeft(db, row.id);
  const [run] = row.runs;
  const seen = run !== undefined && (await seesRevision(db, actor, run)) ? run : undefined;
  const [apply, destroy] = [applyRefusal(row), destroyRefusal(row, left)];
  return {
    ...summaryOf(row, made),
    version: row.version,
    text: newest?.text ?? '',
    plan: plan === undefined || !(await seesRevision(db, actor, plan)) ? null : planBody(actor, plan),
    run: seen === undefined ? null : runSummary(row, seen),
    lease: leaseOf(row),
    can: {
      edit: mayWrite,
      plan: mayWrite,
      apply: verdictOf(actor, 'sites:apply', apply),
      destroy: verdictOf(actor, 'sites:apply', destroy),
      remove: verdictOf(actor, 'sites:write', openRefusal(row) ?? left),
    },
  };
}

function leaseOf({ lease }: Pick<SiteRow, 'lease'>): z.input<typeof SiteContract>['lease'] {
  if (lease === null) return null;
  const { state, ...rest } = lease;
  return { ...rest, ended: state === 'ended' };
}

/** Whether the site was destroyed after a plan was made: what that tells of is no more. */
export const isDestroyedSince = ({ runs: [run] }: Pick<SiteRow, 'runs'>, plan: Pick<PlanRow, 'plannedAt'>): boolean =>
  run?.kind === 'destroy' && plan.plannedAt <= run.startedAt;
/** The newest plan, where it is one that may still be read. */
export function offeredPlan(row: Pick<SiteRow, 'plans' | 'runs'>): PlanRow | undefined {
  const [plan] = row.plans;
  return plan === undefined || isDestroyedSince(row, plan) ? undefined : plan;
}

const verdictOf = (actor: Actor, scope: Scope, reason: string | undefined): z.input<typeof Verdict> =>
  !hasScope(actor, scope)
    ? { allowed: false, reason: refusalOf(actor.role, scope) }
    : reason === undefined
      ? { allowed: true }
      : { allowed: false, reason };

/** Why nothing can be begun for a site now; undefined where it can. */
export function openRefusal({ runs: [run] }: Pick<SiteRow, 'runs'>): string | undefined {
  if (run === undefined || run.endedAt !== null) return undefined;
  return `It is ${run.kind === 'apply' ? 'being applied' : 'being destroyed'}: wait for the end of that, or end it.`;
}
/** Nobody applies the site of a lease by hand: what came so would count for no quota, and go with no lease. */
export const leaseRefusal = ({ lease }: Pick<SiteRow, 'lease'>): string | undefined =>
  lease === null
    ? undefined
    : `This is the site of lease ${lease.number}, which makes it and takes it away. Nothing of it is applied by hand; ask for another lease.`;
function applyRefusal(row: SiteRow): string | undefined {
  const leased = leaseRefusal(row);
  if (leased !== undefined) return leased;
  const plan = offeredPlan(row);
  if (plan === undefined) return 'Plan it first: what is applied is the plan that was read.';
  if (plan.revision !== row.revision)
    return `The plan is of revision ${plan.revision}, and the file is at ${row.revision}: plan it again.`;
  const { totals } = SitePlanDocument.parse(plan.document);
  if (totals.blocked > 0) return 'Something stands in the way of it, which the plan tells.';
  return openRefusal(row);
}
const destroyRefusal = (row: SiteRow, left: string | undefined): string | undefined =>
  openRefusal(row) ?? (left === undefined && row.nodes.length === 0 ? 'Nothing of it is there.' : undefined);

/** A plan of an earlier revision may speak of VOs that the newest serves no more. */
export async function seesRevision(
  db: Tx,
  actor: Actor,
  { siteId, revision }: Pick<PlanRow, 'siteId' | 'revision'>,
): Promise<boolean> {
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
    kind: z.enum(RUN_KINDS).parse(row.kind),
    revision: row.revision,
    plannedAt: row.plannedAt.toISOString(),
    madeByName: row.madeByName,
    document: documentFor(actor, SitePlanDocument.parse(row.document)),
  };
}

/** Who does not see hosts is told where the own domains go, and nothing of what else is there. */
export function documentFor(actor: Actor, document: SitePlanDocument): SitePlanDocument {
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
      missingImage: null,
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
export const readKept = (row: SiteRow): CheckedSite => readText(row.revisions[0]?.text ?? '', row.revision);

/** The same of an earlier one. @throws AppError `refused` */
export async function readRevision(db: Tx, siteId: string, number: number): Promise<CheckedSite> {
  const { text } = await db.siteRevision.findUniqueOrThrow({ where: { siteId_number: { siteId, number } } });
  return readText(text, number);
}

function readText(text: string, revision: number): CheckedSite {
  const checked = checkSite(text);
  if ('site' in checked) return checked.site;
  const [first] = checked.problems;
  const words = first === undefined ? '' : ` Line ${first.line}: ${problemWords(first)}.`;
  throw new AppError('refused', `This release does not read revision ${revision} any more; mend the file.${words}`);
}
