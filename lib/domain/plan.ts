/** Vocabulary of plans: documents that people read before anything is done, and that a loop carries out afterwards. Pure. */
import { classHosts, type HostClass } from './host';
import { ONLY_READ } from './what-if';

/** `drain` empties a host; `rebalance` levels how hosts are used, by few moves; `what-if` says what would be, and is only read. */
export const PLAN_KINDS = ['drain', 'rebalance', 'what-if'] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];
export const PLAN_KIND_WORDS: Record<PlanKind, string> = {
  drain: 'Drain',
  rebalance: 'Rebalance',
  'what-if': 'What if',
};

/** @example planTitle({ kind: 'drain', hostName: 'dempsey-01', hostClass: null }) // 'Drain dempsey-01' */
export function planTitle(plan: {
  readonly kind: PlanKind;
  readonly hostName: string | null;
  readonly hostClass: HostClass | null;
  readonly supposed?: string | null;
}): string {
  switch (plan.kind) {
    case 'drain':
      return `Drain ${plan.hostName ?? 'a host'}`;
    case 'rebalance':
      return `Rebalance ${scopeWords(plan.hostClass)}`;
    case 'what-if':
      return `What if: ${plan.supposed ?? 'nothing supposed'}`;
  }
}

/** Which hosts are levelled. @example scopeWords('dempsey') // 'Dempsey hosts' */
export const scopeWords = (hostClass: HostClass | null): string =>
  hostClass === null ? 'all hosts' : classHosts(hostClass);

/**
 * `draft`: to be read and approved; `paused`: what is under way ends, nothing is begun; `drained`: done, the host is in
 * maintenance; `returning`, `returned`: its domains go home; `rebalanced`: done, all that was to be moved was; `answered`: a
 * what-if, the only state that it has: no loop looks for it, and nothing leads out of it.
 */
export const PLAN_STATES = [
  'draft',
  'running',
  'paused',
  'drained',
  'cancelled',
  'returning',
  'returned',
  'rebalanced',
  'answered',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];
export const PLAN_STATE_WORDS: Record<PlanState, string> = {
  draft: 'to be approved',
  running: 'under way',
  paused: 'paused',
  drained: 'drained',
  cancelled: 'cancelled',
  returning: 'returning home',
  returned: 'returned home',
  rebalanced: 'rebalanced',
  answered: 'answered',
};
const RUNNING_WORDS: Record<PlanKind, string> = {
  drain: 'draining',
  rebalance: 'rebalancing',
  'what-if': PLAN_STATE_WORDS.running,
};
/** @example stateWords({ kind: 'drain', state: 'running' }) // 'draining' */
export const stateWords = ({ kind, state }: { readonly kind: PlanKind; readonly state: PlanState }): string =>
  state === 'running' ? RUNNING_WORDS[kind] : PLAN_STATE_WORDS[state];
/** Nothing will happen by it any more. */
export const isClosed = (state: PlanState): boolean =>
  state === 'cancelled' || state === 'returned' || state === 'rebalanced' || state === 'answered';
/** The agent has something to do for it. */
export const isUnderWay = (state: PlanState): boolean => state === 'running' || state === 'returning';

/** Where one domain of a plan stands. */
export const PLAN_ITEM_STATES = ['waiting', 'running', 'done', 'failed', 'left'] as const;
export type PlanItemState = (typeof PLAN_ITEM_STATES)[number];

/** What somebody may ask of a plan. */
export const PLAN_DEEDS = ['approve', 'replan', 'pause', 'resume', 'cancel', 'return'] as const;
export type PlanDeed = (typeof PLAN_DEEDS)[number];

export interface PlanSituation {
  readonly kind: PlanKind;
  readonly state: PlanState;
  /** Domains that something is done with, by the document. */
  readonly acts: number;
  /** Domains that cannot go as planned. */
  readonly blocked: number;
  /** Domains that are on their way. */
  readonly moving: number;
  /** Some did not come home. */
  readonly homeFailed: boolean;
}

/** Why a plan cannot be asked that now; undefined where it can. Pages and services ask the same. */
export function planRefusal(deed: PlanDeed, situation: PlanSituation): string | undefined {
  const { kind, state, acts, blocked, moving, homeFailed } = situation;
  if (kind === 'what-if') return deed === 'replan' ? undefined : ONLY_READ;
  const only = (states: readonly PlanState[], words: string) => (states.includes(state) ? undefined : words);
  switch (deed) {
    case 'approve':
      return (
        only(['draft'], 'It is not to be approved any more.') ??
        (kind === 'rebalance' && acts === 0 ? 'There is nothing to be done by it.' : undefined) ??
        (blocked === 0
          ? undefined
          : `${blocked} ${blocked === 1 ? 'domain is' : 'domains are'} blocked: choose what becomes of ${blocked === 1 ? 'it' : 'them'}, and plan again.`)
      );
    case 'replan':
      return only(
        ['draft', 'paused'],
        `A plan that is ${stateWords({ kind, state })} is not planned anew; pause it first.`,
      );
    case 'pause':
      return only(['running'], 'It is not under way.');
    case 'resume':
      return only(['paused'], 'It is not paused.');
    case 'cancel':
      // What is not home then stays where it is: nobody need be asked for ever.
      if (state === 'drained' && homeFailed) return undefined;
      return only(['draft', 'running', 'paused'], `It is ${stateWords({ kind, state })} already.`);
    case 'return':
      if (kind === 'rebalance') return 'A rebalance has no way home: plan another one.';
      return (
        only(
          ['cancelled', 'drained', 'paused'],
          'Nothing goes home from a plan that is not paused, cancelled or done.',
        ) ??
        (moving === 0
          ? undefined
          : `${moving} ${moving === 1 ? 'domain is' : 'domains are'} still on the way off the host; what is under way ends first.`)
      );
  }
}
