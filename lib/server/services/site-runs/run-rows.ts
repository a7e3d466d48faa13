import { z } from 'zod';
import { SitePlanDocument, SiteProof, type SiteRun as RunContract } from '@/lib/contracts/sites';
import { type Actor, hasScope, refusalOf, seesAllVos } from '@/lib/domain/access';
import { operationId } from '@/lib/domain/ids';
import { type RUN_DEEDS, RUN_KINDS, type RunDeed, runRefusal, type RunSituation } from '@/lib/domain/site-run';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma, SiteRunStep } from '@/lib/server/db/generated/client';
import { documentFor, seesRevision } from '@/lib/server/services/sites/site-rows';
import { STEP_VERBS } from '@/lib/site/plan/site-plan';
import { RUN_STEPS, runSummary, stateOf, stepStateOf } from './run-summary';

export const RUN_PARTS = {
  ...RUN_STEPS,
  site: { select: { id: true, name: true, vos: true, revision: true } },
} as const satisfies Prisma.SiteRunInclude;
export type RunRow = Prisma.SiteRunGetPayload<{ include: typeof RUN_PARTS }>;

/** @throws AppError `not-found`, for one of a site that serves a VO that is not the actor's as well. */
export async function findRun(db: Tx, actor: Actor, id: string): Promise<RunRow> {
  const row = await db.siteRun.findUnique({ where: { id }, include: RUN_PARTS });
  if (row === null || !seesAllVos(actor, row.site.vos) || !(await seesRevision(db, actor, row))) throw notFound('run');
  return row;
}

export const kindOf = ({ kind }: Pick<RunRow, 'kind'>) => z.enum(RUN_KINDS).parse(kind);
export const verbOf = ({ verb }: Pick<SiteRunStep, 'verb'>) => z.enum(STEP_VERBS).parse(verb);
export const situationOf = (row: RunRow): RunSituation => ({
  kind: kindOf(row),
  state: stateOf(row),
  undoing: row.steps.some(({ undo }) => undo),
});

export function runBody(actor: Actor, row: RunRow): z.input<typeof RunContract> {
  const can = (deed: RunDeed) => {
    if (!hasScope(actor, 'sites:apply'))
      return { allowed: false, reason: refusalOf(actor.role, 'sites:apply') } as const;
    const reason = runRefusal(deed, situationOf(row));
    return reason === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason } as const);
  };
  return {
    ...runSummary(row.site, row),
    version: row.version,
    onFailure: row.onFailure === 'keep' ? 'keep' : 'rollback',
    ownerName: row.ownerName,
    reason: row.reason,
    document: documentFor(actor, SitePlanDocument.parse(row.document)),
    steps: row.steps.map((step) => ({
      id: step.key,
      sequence: step.sequence,
      undo: step.undo,
      verb: verbOf(step),
      title: step.title,
      subject: step.subject,
      hostName: step.hostName,
      after: step.after,
      state: stepStateOf(step),
      domainId: step.domainId,
      operationId: step.operationId === null ? null : operationId(step.operationId),
      attempt: step.attempt,
      words: step.words,
      startedAt: step.startedAt?.toISOString() ?? null,
      endedAt: step.endedAt?.toISOString() ?? null,
    })),
    proof: row.proof === null ? null : SiteProof.parse(row.proof),
    can: {
      pause: can('pause'),
      resume: can('resume'),
      'roll-back': can('roll-back'),
      leave: can('leave'),
    } satisfies Record<(typeof RUN_DEEDS)[number], unknown>,
  };
}
