/** Vocabulary of a drain: the plan that empties a host, and what becomes of each of its domains. Pure. */

/** What becomes of a domain. `stop-and-restart`: it is started again when the host takes domains again. */
export const DRAIN_STRATEGIES = ['migrate', 'stop', 'stop-and-restart', 'leave'] as const;
export type DrainStrategy = (typeof DRAIN_STRATEGIES)[number];
export const DRAIN_STRATEGY_WORDS: Record<DrainStrategy, string> = {
  migrate: 'Migrate',
  stop: 'Shut down',
  'stop-and-restart': 'Shut down, start again afterwards',
  leave: 'Leave',
};

/** It cannot go as planned. */
export const isBlocked = ({ blockers }: { readonly blockers: readonly unknown[] }): boolean => blockers.length > 0;

/** @example deedWords(item) // 'Migrate to dempsey-03', 'Migrate by stop and copy to dempsey-03', 'Shut down' */
export function deedWords(item: {
  readonly strategy: DrainStrategy;
  readonly live: boolean;
  readonly copyStorage: boolean;
  readonly targetHostName: string | null;
}): string {
  const { strategy, live, copyStorage, targetHostName } = item;
  if (strategy !== 'migrate') return DRAIN_STRATEGY_WORDS[strategy];
  const how = `${live ? '' : ' by stop and copy'}${copyStorage ? ' with its disks' : ''}`;
  return `Migrate${how}${targetHostName === null ? '' : ` to ${targetHostName}`}`;
}

/** What somebody decided for one domain; what is left out, the planner decides. */
export interface DrainChoice {
  readonly strategy?: DrainStrategy | undefined;
  /** False: by stop and copy. */
  readonly live?: boolean | undefined;
  readonly copyStorage?: boolean | undefined;
  readonly targetHostId?: string | undefined;
}

/**
 * `draft`: to be read and approved; `paused`: what is under way ends, nothing is begun; `drained`: done, the host is in
 * maintenance; `returning`, `returned`: its domains go home.
 */
export const PLAN_STATES = ['draft', 'running', 'paused', 'drained', 'cancelled', 'returning', 'returned'] as const;
export type PlanState = (typeof PLAN_STATES)[number];
export const PLAN_STATE_WORDS: Record<PlanState, string> = {
  draft: 'to be approved',
  running: 'draining',
  paused: 'paused',
  drained: 'drained',
  cancelled: 'cancelled',
  returning: 'returning home',
  returned: 'returned home',
};
/** Nothing will happen by it any more. */
export const isClosed = (state: PlanState): boolean => state === 'cancelled' || state === 'returned';
/** The agent has something to do for it. */
export const isUnderWay = (state: PlanState): boolean => state === 'running' || state === 'returning';

/** Where one domain of a plan stands. */
export const PLAN_ITEM_STATES = ['waiting', 'running', 'done', 'failed', 'left'] as const;
export type PlanItemState = (typeof PLAN_ITEM_STATES)[number];

/** What somebody may ask of a plan. */
export const PLAN_DEEDS = ['approve', 'replan', 'pause', 'resume', 'cancel', 'return'] as const;
export type PlanDeed = (typeof PLAN_DEEDS)[number];

export interface PlanSituation {
  readonly state: PlanState;
  /** Domains that cannot go as planned. */
  readonly blocked: number;
  /** Domains that are on their way off the host. */
  readonly moving: number;
}

/** Why a plan cannot be asked that now; undefined where it can. Pages and services ask the same. */
export function planRefusal(deed: PlanDeed, { state, blocked, moving }: PlanSituation): string | undefined {
  const only = (states: readonly PlanState[], words: string) => (states.includes(state) ? undefined : words);
  switch (deed) {
    case 'approve':
      return (
        only(['draft'], 'It has been approved already.') ??
        (blocked === 0
          ? undefined
          : `${blocked} ${blocked === 1 ? 'domain is' : 'domains are'} blocked: choose what becomes of ${blocked === 1 ? 'it' : 'them'}, and plan again.`)
      );
    case 'replan':
      return only(
        ['draft', 'paused'],
        `A plan that is ${PLAN_STATE_WORDS[state]} is not planned anew; pause it first.`,
      );
    case 'pause':
      return only(['running'], 'It is not under way.');
    case 'resume':
      return only(['paused'], 'It is not paused.');
    case 'cancel':
      return only(['draft', 'running', 'paused'], `It is ${PLAN_STATE_WORDS[state]} already.`);
    case 'return':
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
