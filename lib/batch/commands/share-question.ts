/** Questions that come close together share an answer: else a client that asks for each of its jobs has a batch system list all of them, once for each. */
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';

/** For the question that is under way, and for the one behind it, 30 s each; whoever asks with a limit of their own waits as long as that says. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * One question is under way at a time, and all who ask meanwhile share the next. So no answer was begun before it was asked for: a job that was
 * submitted a moment ago is in it, and one that is not is gone.
 * @param question bounded by itself: whoever gives up leaves it to the others
 * @returns throws what the question throws, and DriverError `timeout` or `cancelled` by the asker's own options
 */
export function shareQuestion<T>(question: () => Promise<T>): (options?: CallOptions) => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = async (): Promise<T> => {
    const mine = question();
    running = mine;
    const isOver = (): void => {
      running = undefined;
    };
    // Before whoever waits for it goes on, and so before the next begins.
    void mine.then(isOver, isOver);
    return await mine;
  };
  const follow = async (before: Promise<T>): Promise<T> => {
    await before.catch(() => undefined);
    next = undefined;
    return await begin();
  };
  return async (options = {}) => {
    if (next === undefined) {
      if (running === undefined) return await within(begin(), options);
      next = follow(running);
    }
    return await within(next, options);
  };
}

async function within<T>(answer: Promise<T>, { deadlineMs = ANSWER_WITHIN_MS, signal }: CallOptions): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const settle = (deed: () => void): void => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', cancel);
      deed();
    };
    const fail = (kind: 'timeout' | 'cancelled', words: string) => (): void =>
      settle(() => reject(new DriverError(kind, words)));
    const limit = setTimeout(fail('timeout', `There was no answer within ${deadlineMs / 1000} s.`), deadlineMs);
    const cancel = fail('cancelled', 'The question was given up.');
    answer.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
