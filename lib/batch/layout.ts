/** What a batch system has: its nodes and its queues, as it tells them itself. */

/**
 * `open`: jobs begin there as far as there is room. `closed`: none begins, those that run go on. `down`: it is not there, or its batch
 * system does not hear of it.
 */
export type NodeState = 'open' | 'closed' | 'down';

export interface LrmsNode {
  readonly name: string;
  readonly state: NodeState;
  /** As the batch system writes it. */
  readonly nativeState: string;
  readonly slots: number | undefined;
  readonly usedSlots: number | undefined;
  /** What jobs may ask for as their execution environment. */
  readonly environments: readonly string[];
}

/** `open`: it takes jobs and they begin. `stopped`: it takes jobs and none begins. `closed`: it takes none. */
export type QueueState = 'open' | 'stopped' | 'closed';

export interface LrmsQueue {
  readonly name: string;
  readonly state: QueueState;
  readonly nativeState: string;
  /** Undefined where it has no limit, or does not say. */
  readonly maxWallSeconds: number | undefined;
}

const [SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE] = [86_400, 3600, 60];

/** @example clockSeconds('1-02:00:00') // 93_600; also `2:00:00` and `30:00`; of any other text undefined */
export function clockSeconds(text: string): number | undefined {
  const [, days = '0', hours = '0', minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d\d)$/.exec(text) ?? [];
  if (minutes === undefined) return undefined;
  return (
    Number(days) * SECONDS_PER_DAY +
    Number(hours) * SECONDS_PER_HOUR +
    Number(minutes) * SECONDS_PER_MINUTE +
    Number(seconds)
  );
}
