import { setTimeout as sleepMs } from 'node:timers/promises';
import { SECOND_MS } from '@/lib/utils/time';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import type { Db } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';

/** Looks come slower as the wait goes on: quick verbs are over in tens of milliseconds, migrations take seconds. */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 250;

/**
 * Waits until an operation has finished, at most `waitSeconds`; a convenience for scripts. The operation goes on whatever
 * the waiter does.
 * @returns the row as it is then, finished or not.
 */
export async function awaitOperation(options: {
  readonly db: Db;
  readonly operation: Operation;
  readonly waitSeconds: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}): Promise<Operation> {
  const { db, waitSeconds = 0, signal, now = Date.now, sleep = (ms: number) => sleepMs(ms) } = options;
  const end = now() + waitSeconds * SECOND_MS;
  let row = options.operation;
  let pause = FIRST_LOOK_MS;
  // `state` is our own column: only these are written.
  const goneAway = (): boolean => signal?.aborted === true;
  while (!isFinished(row.state as OperationState) && now() < end && !goneAway()) {
    await sleep(Math.min(pause, Math.max(1, end - now())));
    pause = Math.min(pause * 1.5, LAST_LOOK_MS);
    row = (await db.operation.findUnique({ where: { id: row.id } })) ?? row;
  }
  return row;
}
