import { z } from 'zod';
import { DrainDocument } from '@/lib/contracts/drain-document';
import {
  DrainPlan,
  type Plan as PlanContract,
  type PlanSummary,
  RebalanceDocument,
  type RebalancePlan,
  RebalanceWish,
  type WhatIfPlan,
} from '@/lib/contracts/plans';
import { WhatIfDocument, WhatIfWish } from '@/lib/contracts/what-if';
import type { Actor, Scope } from '@/lib/domain/access';
import { JOB_STAGES, type JobStage, waitingWords } from '@/lib/domain/batch';
import { DRAIN_STRATEGIES, isBlocked } from '@/lib/domain/drain';
import { domainId, hostId, operationId } from '@/lib/domain/ids';
import {
  isClosed,
  PLAN_ITEM_STATES,
  PLAN_KINDS,
  PLAN_STATES,
  type PlanItemState,
  type PlanKind,
  type PlanSituation,
  planTitle,
} from '@/lib/domain/plan';
import { PLAN_ORIGINS } from '@/lib/domain/rebalance';
import { supposedWords } from '@/lib/domain/what-if';
import { spanOf } from '@/lib/placement/drain/plan-drain';
import { notFound, requireTestbed } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { MINUTE_MS } from '@/lib/utils/time';
import type { Plan, PlanItem, Prisma } from '@/lib/server/db/generated/client';

/** @throws AppError `forbidden`; see `requireTestbed`. */
export const requirePlans = (actor: Actor, scope: Scope): void => requireTestbed(actor, scope);

export const PLAN_PARTS = { items: { orderBy: { sequence: 'asc' } } } as const satisfies Prisma.PlanInclude;
export type PlanRow = Plan & { readonly items: readonly PlanItem[] };

/** @throws AppError `not-found`. */
export async function findPlan(db: Tx, id: string): Promise<PlanRow> {
  const row = await db.plan.findUnique({ where: { id }, include: PLAN_PARTS });
  if (row === null) throw notFound('plan');
  return row;
}

export const kindOf = (row: Pick<Plan, 'kind'>): PlanKind => z.enum(PLAN_KINDS).parse(row.kind);
export const choicesOf = (row: Pick<Plan, 'choices'>): DrainPlan['choices'] =>
  DrainPlan.shape.choices.parse(row.choices);
export const drainDocumentOf = (row: Pick<Plan, 'document'>): DrainDocument => DrainDocument.parse(row.document);
export const rebalanceDocumentOf = (row: Pick<Plan, 'document'>): RebalanceDocument =>
  RebalanceDocument.parse(row.document);
export const wishOf = (row: Pick<Plan, 'wish'>): RebalanceWish => RebalanceWish.parse(row.wish);
export const whatIfDocumentOf = (row: Pick<Plan, 'document'>): WhatIfDocument => WhatIfDocument.parse(row.document);
export const supposedOf = (row: Pick<Plan, 'wish'>): WhatIfWish => WhatIfWish.parse(row.wish);
export const stateOf = (row: Pick<Plan, 'state'>): PlanSummary['state'] => z.enum(PLAN_STATES).parse(row.state);
/** What is said of a node whose jobs were waited for in vain. */
export const CANCELLED_EMPTYING = 'The plan was cancelled while its jobs were waited for; its slots are opened again.';
/** Null: it is not emptied, or not any more. */
export const stageOf = (item: Pick<PlanItem, 'jobStage'>): JobStage | null =>
  item.jobStage === null ? null : z.enum(JOB_STAGES).parse(item.jobStage);
/** Nothing of it is under way: jobs are waited for, or its turn is. */
export const isEmptying = (item: Pick<PlanItem, 'jobStage' | 'state'>): boolean =>
  item.state === 'running' && (stageOf(item) === 'emptying' || stageOf(item) === 'empty');
const ItemState = z.enum(PLAN_ITEM_STATES);
export const strategyOf = (item: Pick<PlanItem, 'strategy'>) => z.enum(DRAIN_STRATEGIES).parse(item.strategy);

/** @throws Error for a plan without a host: only those of a drain are asked, and all of them have one */
export function drainedHostOf(row: Pick<Plan, 'id' | 'hostId'>): string {
  if (row.hostId === null) throw new Error(`plan ${row.id} empties no host`);
  return row.hostId;
}

export type TitledPlan = Pick<Plan, 'kind' | 'hostName' | 'wish'>;
/** @example titleOf(row) // 'Drain dempsey-01' */
export const titleOf = (row: TitledPlan): string =>
  planTitle({
    kind: kindOf(row),
    hostName: row.hostName,
    hostClass: hostClassOf(row),
    supposed: supposedLine(row),
  });
const hostClassOf = (row: TitledPlan) => (kindOf(row) === 'rebalance' ? wishOf(row).hostClass : null);
const supposedLine = (row: TitledPlan) => (kindOf(row) === 'what-if' ? supposedWords(supposedOf(row)) : null);

/** Of a document, of whatever kind, what the numbers of its plan are made of before it is approved. */
interface Outline {
  readonly acts: number;
  readonly blocked: readonly string[];
  /** Ids of those that something was to be done with. */
  readonly acting: readonly string[];
  /** Names of domains that run and are left by choice. */
  readonly leftRunning: readonly string[];
  readonly durationMs: number | null;
  readonly spread: PlanSummary['spread'];
  readonly answer: string | null;
}
function outlineOf(row: PlanRow): Outline {
  switch (kindOf(row)) {
    case 'rebalance': {
      const { moves, durationMs, spreadBefore: before, spreadAfter: after } = rebalanceDocumentOf(row);
      const spread = { before, after };
      return {
        acts: moves.length,
        blocked: [],
        acting: [],
        leftRunning: [],
        durationMs: durationMs?.value ?? null,
        spread,
        answer: null,
      };
    }
    case 'what-if':
      return {
        acts: 0,
        blocked: [],
        acting: [],
        leftRunning: [],
        durationMs: null,
        spread: null,
        answer: whatIfDocumentOf(row).answer,
      };
    case 'drain': {
      const { items, durationMs } = drainDocumentOf(row);
      return {
        acts: items.filter(({ strategy }) => strategy !== 'leave').length,
        blocked: items.filter(isBlocked).map(({ domainName }) => domainName),
        acting: items.filter(({ strategy }) => strategy !== 'leave').map(({ domainId: id }) => id),
        leftRunning: items
          .filter(({ strategy, active }) => strategy === 'leave' && active)
          .map(({ domainName }) => domainName),
        durationMs: durationMs?.value ?? null,
        spread: null,
        answer: null,
      };
    }
  }
}

/** The numbers of a plan: before it is approved by its document, then by what became of each domain. */
export function summaryOf(row: PlanRow): z.input<typeof PlanSummary> {
  const outline = outlineOf(row);
  // One that was planned again on its way has rows of before, and is to be read as what it says now.
  const approved = row.items.length > 0 && row.state !== 'draft';
  const homeward = row.items.some(({ homeState }) => homeState !== null);
  const states = row.items.map((item) => (homeward ? homeStateOf(item) : ItemState.parse(item.state)));
  const counted = states.filter((state) => state !== 'left');
  return {
    id: row.id,
    kind: kindOf(row),
    hostId: row.hostId === null ? null : hostId(row.hostId),
    hostName: row.hostName,
    hostClass: hostClassOf(row),
    supposed: supposedLine(row),
    answer: outline.answer,
    state: stateOf(row),
    halted: row.halted,
    total: approved ? counted.length : outline.acts,
    done: states.filter((state) => state === 'done').length,
    blocked: approved
      ? row.items.filter((_, index) => states[index] === 'failed').map(({ domainName }) => domainName)
      : [...outline.blocked],
    leftRunning: leftRunningOf(row, outline),
    spread: outline.spread,
    waitsFor:
      row.state === 'running' || row.state === 'paused'
        ? (waitingWords(row.items.filter((item) => stageOf(item) === 'emptying')) ?? null)
        : null,
    leftMs: isClosed(stateOf(row)) ? null : leftMs(row, states, outline),
    madeByName: row.madeByName,
    approvedByName: row.approvedByName,
    origin: z.enum(PLAN_ORIGINS).parse(row.origin),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** What a drain does not empty its host of: left by choice when it was planned, or when its jobs were not over in time. */
function leftRunningOf(row: PlanRow, { leftRunning, acting }: Outline): string[] {
  if (row.state === 'cancelled' || row.state === 'returning' || row.state === 'returned') return [];
  const later = row.items.filter(
    ({ state, strategy, domainId: id }) => state === 'left' && strategy === 'leave' && acting.includes(id),
  );
  return [...new Set([...leftRunning, ...later.map(({ domainName }) => domainName)])];
}

/** Foretold of what has not ended; null where nothing of it is. What is under way counts whole: how far it is, its own page tells. */
function leftMs(row: PlanRow, states: readonly PlanItemState[], { durationMs }: Outline): number | null {
  if (row.items.length === 0) return durationMs;
  const open = row.items.filter((_, index) => states[index] === 'waiting' || states[index] === 'running');
  const known = open.flatMap(({ expectedMs }) => expectedMs ?? []);
  return known.length === 0 ? null : Math.round(spanOf(known, row.atOnce));
}

const homeStateOf = (item: PlanItem): PlanItemState =>
  item.homeState === null ? 'left' : ItemState.parse(item.homeState);

export function planBody(row: PlanRow): z.input<typeof PlanContract> {
  switch (kindOf(row)) {
    case 'drain':
      return drainBody(row);
    case 'rebalance':
      return rebalanceBody(row);
    case 'what-if':
      return whatIfBody(row);
  }
}

export const drainBody = (row: PlanRow): z.input<typeof DrainPlan> => ({
  ...partsOf(row),
  kind: 'drain',
  hostId: hostId(drainedHostOf(row)),
  hostName: row.hostName ?? '',
  choices: choicesOf(row),
  jobWaitMinutes: row.jobWaitMinutes,
  document: drainDocumentOf(row),
});

export const rebalanceBody = (row: PlanRow): z.input<typeof RebalancePlan> => ({
  ...partsOf(row),
  kind: 'rebalance',
  wish: wishOf(row),
  document: rebalanceDocumentOf(row),
});

export const whatIfBody = (row: PlanRow): z.input<typeof WhatIfPlan> => ({
  ...partsOf(row),
  kind: 'what-if',
  wish: supposedOf(row),
  document: whatIfDocumentOf(row),
});

const partsOf = (row: PlanRow) => ({
  ...summaryOf(row),
  version: row.version,
  atOnce: row.atOnce,
  plannedAt: row.plannedAt.toISOString(),
  approvedAt: row.approvedAt?.toISOString() ?? null,
  progress: row.items.map((item) => progressBody(row, item)),
  difference: z.array(z.string()).parse(row.difference),
});

const progressBody = (row: PlanRow, item: PlanItem): z.input<typeof PlanContract>['progress'][number] => ({
  domainId: domainId(item.domainId),
  domainName: item.domainName,
  state: ItemState.parse(item.state),
  words: item.words,
  operationId: item.operationId === null ? null : operationId(item.operationId),
  jobs: jobsBody(row, item),
  homeState: item.homeState === null ? null : ItemState.parse(item.homeState),
  homeWords: item.homeWords,
  homeOperationId: item.homeOperationId === null ? null : operationId(item.homeOperationId),
});

function jobsBody(row: PlanRow, item: PlanItem): z.input<typeof PlanContract>['progress'][number]['jobs'] {
  const stage = stageOf(item);
  if (stage === null) return null;
  const until = item.jobsSince === null ? null : item.jobsSince.getTime() + row.jobWaitMinutes * MINUTE_MS;
  return { stage, count: item.jobs, untilAt: until === null ? null : new Date(until).toISOString() };
}

export function situationOf(row: PlanRow): PlanSituation {
  const { acts, blocked } = outlineOf(row);
  return {
    kind: kindOf(row),
    state: stateOf(row),
    acts,
    blocked: blocked.length,
    moving: row.items.filter((item) => item.state === 'running' && !isEmptying(item)).length,
    homeFailed: row.items.some(({ homeState }) => homeState === 'failed'),
  };
}
