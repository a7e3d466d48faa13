/**
 * A clock that goes as the real one does, and of which a test skips what nobody needs to sit through. Instants (`now`) are
 * not skipped: leases and deadlines are kept by the database, whose clock nobody moves. For tests only.
 */
import type { Clock } from '@/lib/agent/ports';

export interface SkippingClock extends Clock {
  /** So many milliseconds have passed, at once: every sleep that ends by then ends now, in their order. */
  skip(ms: number): void;
  /** Sum of all that was skipped. */
  readonly skippedMs: number;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout;
}

/** @param onSkip told of the new time before any sleeper wakes, so that what they look at is of that time, too */
export function createSkippingClock(onSkip: () => void = () => undefined): SkippingClock {
  const sleepers = new Set<Sleeper>();
  let skippedMs = 0;
  const monotonicMs = () => performance.now() + skippedMs;
  return {
    now: () => new Date(),
    monotonicMs,
    get skippedMs() {
      return skippedMs;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const end = () => {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
        };
        const wake = () => {
          end();
          resolve();
        };
        const onAbort = () => {
          end();
          reject(signal?.reason instanceof Error ? signal.reason : new Error(String(signal?.reason)));
        };
        const sleeper: Sleeper = { dueMs: monotonicMs() + ms, wake, timer: setTimeout(wake, ms) };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
    skip: (ms) => {
      skippedMs += ms;
      onSkip();
      const nowMs = monotonicMs();
      for (const sleeper of [...sleepers].toSorted((a, b) => a.dueMs - b.dueMs)) {
        if (sleeper.dueMs <= nowMs) {
          sleeper.wake();
          continue;
        }
        clearTimeout(sleeper.timer);
        sleeper.timer = setTimeout(sleeper.wake, sleeper.dueMs - nowMs);
      }
    },
  };
}
