/** Carries out a plan of a site that was read: rows are written, and a loop of the agent does the rest. */
import { z } from 'zod';
import { type RunSite, SitePlanDocument, type SiteRun } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { type HostId, hostId } from '@/lib/domain/ids';
import { RUN_KINDS, type RunKind, type RunOrigin } from '@/lib/domain/site-run';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { Tx } from '@/lib/server/db/client';
import type { SitePlan } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { documentOf, keepPlan, planNow } from '@/lib/server/services/sites/plan-site';
import { recordSite } from '@/lib/server/services/sites/record-site';
import {
  findSite,
  isDestroyedSince,
  leaseRefusal,
  openRefusal,
  readKept,
  type SiteRow,
} from '@/lib/server/services/sites/site-rows';
import { loadSiteWorld } from '@/lib/server/services/sites/site-world';
import type { CheckedSite } from '@/lib/site/checked-site';
import { planDestroy } from '@/lib/site/plan/plan-destroy';
import { planChanges } from '@/lib/site/plan/plan-words';
import { durationSeconds } from '@/lib/site/schema/sizes';
import { SECOND_MS } from '@/lib/utils/time';
import { RUN_PARTS, runBody } from './run-rows';

type Document = z.input<typeof SitePlanDocument>;

/**
 * Begins to apply a site, or to destroy it, by the plan that was read. Where that holds no more it is planned again, and nothing is
 * begun. A plan without a step is a run that has ended.
 * @throws AppError `forbidden`, `not-found`, `refused` for a plan with something in its way or while another run is open, `bad-request`
 * where the name is missing, `conflict` with `detail.difference` and `detail.planId` where the testbed or the file is otherwise now.
 */
export async function runSite(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RunSite;
  /** By the lease that the site is of; nobody else applies it (`leaseRefusal`). */
  readonly forLease?: boolean;
}): Promise<z.input<typeof SiteRun>> {
  const { context, id, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'sites:apply');
  const site = await findSite(db, actor, id);
  const plan = await db.sitePlan.findUnique({ where: { id: input.planId } });
  if (plan === null || plan.siteId !== id) throw notFound('plan');
  const kind = z.enum(RUN_KINDS).parse(plan.kind);
  requireBegin(site, plan, kind, input);
  const leased = kind === 'apply' && options.forLease !== true ? leaseRefusal(site) : undefined;
  if (leased !== undefined) throw new AppError('refused', leased);
  const read = SitePlanDocument.parse(plan.document);
  const looked = await lookAgain(context, site, kind, read);
  if ('difference' in looked) throw await planAgain(context, site, kind, looked);
  const file = readKept(site);
  try {
    return await db.$transaction(async (tx) => {
      const runId = await writeRun(tx, {
        site,
        file,
        kind,
        document: looked.document,
        onFailure: input.onFailure ?? file.lifecycle.onFailure,
        origin: 'person',
        reason: input.reason,
        owner: { id: actor.userId, name: actor.name },
        now: context.now(),
      });
      const steps = looked.document.steps.length;
      const words =
        steps === 0
          ? 'was applied: nothing is to be done'
          : kind === 'apply'
            ? 'is being applied'
            : 'is being destroyed';
      await recordSite(tx, context, 'runSite', site, words, input.reason);
      return runBody(actor, await tx.siteRun.findUniqueOrThrow({ where: { id: runId }, include: RUN_PARTS }));
    });
  } catch (error) {
    // Somebody else was faster by a moment: one run of a site is open at a time.
    throw isUniqueViolation(error) ? new AppError('refused', 'Another run of this site has just begun.') : error;
  }
}

/** @throws AppError */
function requireBegin(site: SiteRow, plan: SitePlan, kind: RunKind, input: RunSite): void {
  const open = openRefusal(site);
  if (open !== undefined) throw new AppError('refused', open);
  if (plan.revision !== site.revision)
    throw new AppError(
      'conflict',
      `The plan is of revision ${plan.revision}, and the file is at ${site.revision} by now. Plan it again, and read that.`,
    );
  if (kind === 'apply' && isDestroyedSince(site, plan))
    throw new AppError('conflict', 'The site was destroyed after this plan was made. Plan it again, and read that.');
  if (kind === 'destroy' && input.confirmName !== site.name) {
    const message = `give the name of the site, ${site.name}, to destroy it`;
    throw new AppError('bad-request', `confirmName: ${message}`, { fields: [{ field: 'confirmName', message }] });
  }
  const { totals, nodes } = SitePlanDocument.parse(plan.document);
  if (kind === 'apply' && totals.blocked > 0) {
    const first = nodes.find(({ blockers }) => blockers.length > 0);
    throw new AppError(
      'refused',
      `Something stands in the way of ${first?.instance ?? 'it'}: ${first?.blockers[0] ?? ''}`,
    );
  }
}

type Looked = { readonly document: Document } | { readonly document: Document; readonly difference: readonly string[] };

/** Whether what was read still holds: the hosts that it chose are kept where they can be, for another being a little better now changes nothing. */
async function lookAgain(
  context: ServiceContext,
  site: SiteRow,
  kind: RunKind,
  read: SitePlanDocument,
): Promise<Looked> {
  const now = await freshDocument(context, site, kind, heldBy(read));
  const difference = differenceOf(read, now);
  return difference.length === 0
    ? { document: now }
    : { document: await freshDocument(context, site, kind), difference };
}

export async function freshDocument(
  context: Pick<ServiceContext, 'db' | 'now'>,
  site: SiteRow,
  kind: RunKind,
  held?: ReadonlyMap<string, HostId>,
): Promise<Document> {
  return documentOf(
    kind === 'apply'
      ? await planNow(context, site, held)
      : planDestroy(readKept(site), await loadSiteWorld(context.db, site.id, context.now())),
  );
}

const heldBy = ({ nodes }: SitePlanDocument): ReadonlyMap<string, HostId> =>
  new Map(
    nodes.flatMap(({ instance, deed, host }) =>
      host === null || deed === 'keep' || deed === 'destroy' ? [] : [[instance, hostId(host.hostId)] as const],
    ),
  );

function differenceOf(read: SitePlanDocument, now: Document): readonly string[] {
  const changes = planChanges(read.nodes, now.nodes);
  if (changes.length > 0) return changes;
  const was = new Set(read.steps.map(({ title }) => title));
  const is = new Set(now.steps.map(({ title }) => title));
  return [
    ...[...is].filter((title) => !was.has(title)).map((title) => `It would do as well: ${title}.`),
    ...[...was].filter((title) => !is.has(title)).map((title) => `It would not do any more: ${title}.`),
  ];
}

/** Kept, so that it can be read before it is asked for. @returns the conflict that tells of it */
async function planAgain(
  context: ServiceContext,
  site: SiteRow,
  kind: RunKind,
  { document, difference }: Extract<Looked, { difference: unknown }>,
): Promise<AppError> {
  const planId = await context.db.$transaction(async (tx) => {
    const { id } = await keepPlan(tx, {
      siteId: site.id,
      kind,
      revision: site.revision,
      document,
      madeByName: context.actor.name,
      plannedAt: context.now(),
    });
    await recordSite(tx, context, 'runSite', site, 'was planned again: the testbed is not as the plan said any more');
    return id;
  });
  return new AppError(
    'conflict',
    `The testbed is not as the plan says any more, so it was planned again: ${difference.join(' ')} Read it, and ask again then.`,
    { detail: { difference: [...difference], planId } },
  );
}

/** @returns its id */
export async function writeRun(
  tx: Tx,
  run: {
    readonly site: Pick<SiteRow, 'id' | 'revision'>;
    readonly file: CheckedSite;
    readonly kind: RunKind;
    readonly document: Document;
    readonly onFailure: 'rollback' | 'keep';
    readonly origin: RunOrigin;
    readonly reason?: string | undefined;
    readonly owner: { readonly id: string | null; readonly name: string };
    readonly now: Date;
  },
): Promise<string> {
  const { site, file, kind, document, now, owner } = run;
  const { ttl, cleanup } = file.lifecycle;
  const hosts = new Map<string, string>([
    ...document.hosts.map(({ hostId: id, hostName }) => [hostName, id] as const),
    ...document.nodes.flatMap(({ host }) => (host === null ? [] : [[host.hostName, host.hostId] as const])),
  ]);
  const ended = kind === 'apply' && document.steps.length === 0;
  const { id } = await tx.siteRun.create({
    data: {
      siteId: site.id,
      kind,
      // Of a site that is to go, what was left by others is looked for although nothing is there to be destroyed.
      state: ended ? 'done' : 'running',
      revision: site.revision,
      document,
      onFailure: run.onFailure,
      cleanup,
      origin: run.origin,
      reason: run.reason ?? null,
      ownerId: owner.id,
      ownerName: owner.name,
      madeByName: run.origin === 'ttl' ? 'Gridbox' : owner.name,
      startedAt: now,
      endedAt: ended ? now : null,
      expiresAt:
        kind === 'apply' && ttl !== undefined ? new Date(now.getTime() + durationSeconds(ttl) * SECOND_MS) : null,
      steps: {
        create: document.steps.map((step, sequence) => ({
          sequence,
          key: step.id,
          verb: step.verb,
          title: step.title,
          subject: step.subject,
          hostId: hosts.get(step.hostName) ?? null,
          hostName: step.hostName,
          after: [...step.after],
        })),
      },
    },
  });
  return id;
}
