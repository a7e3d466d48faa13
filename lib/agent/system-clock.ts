import { setTimeout as sleepMs } from 'node:timers/promises';
import type { Clock } from './ports';

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleepMs(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/** Sleeps; true when the time passed, false when the signal ended it early. */
export async function sleepUnless(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
