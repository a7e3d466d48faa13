import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds until it is given up. */
  readonly deadlineMs: number;
  /** Milliseconds between two looks. */
  readonly everyMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks `probe` until it gives something other than undefined or false; rejects with `what` named when the deadline passes. */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions,
): Promise<T> {
  const startedAt = Date.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() - startedAt >= options.deadlineMs) {
      throw new Error(`${what}: not within ${options.deadlineMs / 1000} s`);
    }
    await sleep(options.everyMs ?? 50, undefined, { signal: options.signal });
  }
}
