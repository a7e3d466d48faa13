import { setTimeout as sleepMs } from 'node:timers/promises';
import { SECOND_MS } from '@/lib/utils/time';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { getEventTail } from '@/lib/server/event-tail';
import type { EventTail } from '@/lib/server/events/tail-events';
import type { Db } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';

/** A net under the event tail, which says at once that an operation has ended: should it be away, the answer is this late. */
const LOOK_ANYWAY_MS = 500;

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
  readonly tail?: Pick<EventTail, 'subscribe'> | undefined;
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}): Promise<Operation> {
  const { db, waitSeconds = 0, signal, now = Date.now, sleep = (ms: number) => sleepMs(ms) } = options;
  const end = now() + waitSeconds * SECOND_MS;
  let row = options.operation;
  // `state` is our own column: only these are written.
  const open = () => !isFinished(row.state as OperationState) && now() < end && signal?.aborted !== true;
  if (!open()) return row;
  let due = false;
  let wake: () => void = () => undefined;
  const told = () => {
    due = true;
    wake();
  };
  const subscription = (options.tail ?? getEventTail()).subscribe(undefined, (frame) => {
    if (frame.frame === 'hello') told();
    if (frame.frame !== 'event' || frame.event.body.type !== 'operation.changed') return;
    if (frame.event.body.operationId === row.id && isFinished(frame.event.body.state)) told();
  });
  try {
    while (open()) {
      // Told while the row was being read: look again at once.
      const toldNow = due ? Promise.resolve() : new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([toldNow, sleep(Math.min(LOOK_ANYWAY_MS, Math.max(1, end - now())))]);
      due = false;
      row = (await db.operation.findUnique({ where: { id: row.id } })) ?? row;
    }
  } finally {
    subscription.close();
  }
  return row;
}
