/** Where plans of different kinds differ. What all have in common (states, the loop, its operations) asks these. */
import type { Replan } from '@/lib/contracts/plans';
import type { PlanState } from '@/lib/domain/plan';
import type { Tx } from '@/lib/server/db/client';
import type { PlanItem, Prisma } from '@/lib/server/db/generated/client';
import { drainKind } from './drain-kind';
import { kindOf, type PlanRow } from './plan-rows';
import { rebalanceKind } from './rebalance-kind';
import { whatIfKind } from './what-if-kind';

/** A document that is to be read before anything goes on. */
export interface PlannedAnew {
  /** The document, and whatever of the wish has changed. */
  readonly data: Prisma.PlanUpdateManyMutationInput;
  readonly difference: readonly string[];
}
export type NewItem = Omit<Prisma.PlanItemCreateManyInput, 'planId' | 'sequence'>;

/** What of a plan runs. */
export interface Beside {
  /** Whose operation has not ended. */
  readonly running: readonly PlanItem[];
  /** Of these the ones whose guest does not run at its target yet; what is left of the others is the source's tidying up. */
  readonly onTheWay: readonly PlanItem[];
}

export interface PlanKindWork {
  /** @throws AppError `bad-request` for what a plan of this kind does not know, `not-found` */
  planAgain(tx: Tx, row: PlanRow, input: Replan, now: Date): Promise<PlannedAnew>;
  /** What is to be carried out, where what was read holds still; else what would be planned now. */
  lookAgain(
    tx: Tx,
    row: PlanRow,
    now: Date,
  ): Promise<{ readonly items: readonly NewItem[]; readonly data: PlannedAnew['data'] } | PlannedAnew>;
  /** Why it may not begin or go on by the word of a person now; undefined where it may. */
  beginRefusal(tx: Tx, row: PlanRow): Promise<string | undefined>;
  /** Asked before each further step: why it has to stand still. */
  haltReason(db: Tx, row: PlanRow, now: Date): Promise<string | undefined>;
  /** What approving does besides. */
  approve(tx: Tx, row: PlanRow): Promise<void>;
  /** Where an item's domain is before it goes. */
  sourceOf(row: PlanRow, item: PlanItem): string | null;
  /** Of those that wait the ones whose turn it is, beside those that run. */
  turnOf(row: PlanRow, waiting: readonly PlanItem[], beside: Beside): readonly PlanItem[];
  /** To begin the reason that its operations give. */
  readonly reason: (row: PlanRow) => string;
  /** What is known when the last of it is done, for the document. */
  atEnd?(db: Tx, row: PlanRow, now: Date): Promise<PlannedAnew['data']>;
  readonly done: { readonly state: PlanState; readonly words: string };
}

const KINDS = {
  drain: drainKind,
  rebalance: rebalanceKind,
  'what-if': whatIfKind,
} as const satisfies Record<string, PlanKindWork>;

export const workOf = (row: PlanRow): PlanKindWork => KINDS[kindOf(row)];
