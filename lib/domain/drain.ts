/** Vocabulary of a drain: what becomes of each domain of a host that is emptied. Pure. */

/** What becomes of a domain. `stop-and-restart`: it is started again when the host takes domains again. */
export const DRAIN_STRATEGIES = ['migrate', 'stop', 'stop-and-restart', 'leave'] as const;
export type DrainStrategy = (typeof DRAIN_STRATEGIES)[number];
export const DRAIN_STRATEGY_WORDS: Record<DrainStrategy, string> = {
  migrate: 'Migrate',
  stop: 'Shut down',
  'stop-and-restart': 'Shut down, start again afterwards',
  leave: 'Leave',
};

export const isStopped = (strategy: DrainStrategy): boolean => strategy === 'stop' || strategy === 'stop-and-restart';

/**
 * A Computing or Storage Element that is shut down while worker nodes are: it waits for them, since the jobs that run out on
 * them report to the one and fetch from the other.
 */
export function waitsForWorkers(
  item: { readonly strategy: DrainStrategy; readonly roles: readonly string[] },
  all: readonly { readonly strategy: DrainStrategy; readonly roles: readonly string[] }[],
): boolean {
  const serves = item.roles.some((role) => role === 'CE' || role === 'SE');
  return (
    serves && isStopped(item.strategy) && all.some((other) => isStopped(other.strategy) && other.roles.includes('WN'))
  );
}

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
