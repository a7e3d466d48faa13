import { z } from 'zod';
import { DrainDocument, Plan as PlanContract, type PlanSummary } from '@/lib/contracts/plans';
import type { Actor, Scope } from '@/lib/domain/access';
import {
  DRAIN_STRATEGIES,
  isBlocked,
  isClosed,
  PLAN_ITEM_STATES,
  PLAN_STATES,
  type PlanItemState,
  type PlanSituation,
} from '@/lib/domain/drain';
import { domainId, hostId, operationId } from '@/lib/domain/ids';
import { spanOf } from '@/lib/placement/drain/plan-drain';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Plan, PlanItem, Prisma } from '@/lib/server/db/generated/client';

/** Plans name hosts and every VO's domains: they are the testbed's own, and who is bound to VOs does not see them. */
export function requirePlans(actor: Actor, scope: Scope): void {
  requireScope(actor, scope);
  requireScope(actor, 'hosts:read');
}

export const PLAN_PARTS = { items: { orderBy: { sequence: 'asc' } } } as const satisfies Prisma.PlanInclude;
export type PlanRow = Plan & { readonly items: readonly PlanItem[] };

/** @throws AppError `not-found`. */
export async function findPlan(db: Tx, id: string): Promise<PlanRow> {
  const row = await db.plan.findUnique({ where: { id }, include: PLAN_PARTS });
  if (row === null) throw notFound('plan');
  return row;
}

export const choicesOf = (row: Pick<Plan, 'choices'>): PlanContract['choices'] =>
  PlanContract.shape.choices.parse(row.choices);
export const documentOf = (row: Pick<Plan, 'document'>): DrainDocument => DrainDocument.parse(row.document);
export const stateOf = (row: Pick<Plan, 'state'>): PlanSummary['state'] => z.enum(PLAN_STATES).parse(row.state);
const ItemState = z.enum(PLAN_ITEM_STATES);
export const strategyOf = (item: Pick<PlanItem, 'strategy'>) => z.enum(DRAIN_STRATEGIES).parse(item.strategy);

/** The numbers of a plan: before it is approved by its document, then by what became of each domain. */
export function summaryOf(row: PlanRow): z.input<typeof PlanSummary> {
  const document = documentOf(row);
  const approved = row.items.length > 0;
  const acts = document.items.filter(({ strategy }) => strategy !== 'leave');
  const homeward = row.state === 'returning' || row.state === 'returned';
  const states = row.items.map((item) => (homeward ? homeStateOf(item) : ItemState.parse(item.state)));
  const counted = states.filter((state) => state !== 'left');
  const blocked = approved
    ? row.items.filter((_, index) => states[index] === 'failed').map(({ domainName }) => domainName)
    : document.items.filter(isBlocked).map(({ domainName }) => domainName);
  return {
    id: row.id,
    kind: 'drain',
    hostId: hostId(row.hostId),
    hostName: row.hostName,
    state: stateOf(row),
    halted: row.halted,
    total: approved ? counted.length : acts.length,
    done: states.filter((state) => state === 'done').length,
    blocked,
    leftMs: isClosed(stateOf(row)) ? null : leftMs(row, states, document),
    madeByName: row.madeByName,
    approvedByName: row.approvedByName,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Foretold of what has not ended; null where nothing of it is. What is under way counts whole: how far it is, its own page tells. */
function leftMs(row: PlanRow, states: readonly PlanItemState[], document: DrainDocument): number | null {
  if (row.items.length === 0) return document.durationMs?.value ?? null;
  const open = row.items.filter((_, index) => states[index] === 'waiting' || states[index] === 'running');
  const known = open.flatMap(({ expectedMs }) => expectedMs ?? []);
  return known.length === 0 ? null : Math.round(spanOf(known, row.atOnce));
}

const homeStateOf = (item: PlanItem): PlanItemState =>
  item.homeState === null ? 'left' : ItemState.parse(item.homeState);

export function planBody(row: PlanRow): z.input<typeof PlanContract> {
  return {
    ...summaryOf(row),
    version: row.version,
    atOnce: row.atOnce,
    plannedAt: row.plannedAt.toISOString(),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    choices: choicesOf(row),
    document: documentOf(row),
    progress: row.items.map(progressBody),
    difference: z.array(z.string()).parse(row.difference),
  };
}

const progressBody = (item: PlanItem): z.input<typeof PlanContract>['progress'][number] => ({
  domainId: domainId(item.domainId),
  domainName: item.domainName,
  state: ItemState.parse(item.state),
  words: item.words,
  operationId: item.operationId === null ? null : operationId(item.operationId),
  homeState: item.homeState === null ? null : ItemState.parse(item.homeState),
  homeWords: item.homeWords,
  homeOperationId: item.homeOperationId === null ? null : operationId(item.homeOperationId),
});

export const situationOf = (row: PlanRow): PlanSituation => ({
  state: stateOf(row),
  blocked: documentOf(row).items.filter(isBlocked).length,
  moving: row.items.filter((item) => item.state === 'running').length,
});
