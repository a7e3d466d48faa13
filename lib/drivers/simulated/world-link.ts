/** The client's side of the protocol, whatever carries it: calls with deadlines, streams, and their end when the carrier breaks. */
import type { z } from 'zod';
import { DriverError } from '@/lib/drivers/errors';
import { METHODS, ServerFrame, type ClientFrame, type Method, type Params, type Push, type Result } from './wire';

interface LinkCallOptions<M extends Method> {
  /** Given up after this; `Infinity` waits for ever. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onPush?: ((value: Push<M>) => void) | undefined;
  /** Whose call this is; `drop` ends all calls of one owner. */
  readonly owner?: object | undefined;
}

export interface WorldLink {
  readonly open: boolean;
  call<M extends Method>(method: M, host: string, params: Params<M>, options: LinkCallOptions<M>): Promise<Result<M>>;
  /** A frame came from the other side. */
  receive(frame: unknown): void;
  /** Ends every pending call of an owner that goes away, here and at the other side. */
  drop(owner: object, error: DriverError): void;
  /** The carrier is gone: every pending call fails with `unreachable`. */
  break(reason: string): void;
  onBroken(listener: (reason: string) => void): () => void;
}

interface Pending {
  readonly owner: object | undefined;
  readonly giveUp: (error: DriverError) => void;
  readonly settle: (frame: z.infer<typeof ServerFrame>) => void;
  readonly fail: (error: DriverError) => void;
}

export function createWorldLink(write: (frame: ClientFrame) => void): WorldLink {
  const pending = new Map<number, Pending>();
  const brokenListeners = new Set<(reason: string) => void>();
  let lastId = 0;
  let broken: string | undefined;

  function call<M extends Method>(
    method: M,
    host: string,
    params: Params<M>,
    options: LinkCallOptions<M>,
  ): Promise<Result<M>> {
    const { deadlineMs, signal, onPush } = options;
    if (broken !== undefined) return Promise.reject(lost(broken));
    if (signal?.aborted === true) return Promise.reject(cancelled(method));
    if (deadlineMs <= 0) return Promise.reject(late(method, deadlineMs));
    const id = (lastId += 1);
    return new Promise<Result<M>>((resolve, reject) => {
      const timer =
        deadlineMs === Infinity ? undefined : setTimeout(() => giveUp(late(method, deadlineMs)), deadlineMs);
      const onAbort = (): void => giveUp(cancelled(method));
      const end = (): void => {
        pending.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: DriverError): void => {
        end();
        reject(error);
      };
      const giveUp = (error: DriverError): void => {
        if (broken === undefined) write({ id, cancel: true });
        fail(error);
      };
      const settle = (frame: z.infer<typeof ServerFrame>): void => {
        if ('error' in frame) {
          const { kind, message, native } = frame.error;
          return fail(new DriverError(kind, message, native === undefined ? {} : { native }));
        }
        const shape = 'push' in frame ? METHODS[method].push : METHODS[method].result;
        const parsed = shape.safeParse('push' in frame ? frame.push : frame.result);
        if (!parsed.success)
          return giveUp(
            new DriverError('internal', `The simulated world answered ${method} in an unknown form.`, {
              cause: parsed.error,
            }),
          );
        // The method's own schema has just parsed it.
        if ('push' in frame) return onPush?.(parsed.data as Push<M>);
        end();
        return resolve(parsed.data as Result<M>);
      };
      pending.set(id, { owner: options.owner, settle, fail, giveUp });
      signal?.addEventListener('abort', onAbort, { once: true });
      write({ id, method, host, params });
    });
  }

  return {
    get open() {
      return broken === undefined;
    },
    call,
    receive(value) {
      const frame = ServerFrame.safeParse(value);
      // An answer to a call that was given up meanwhile is nobody's.
      if (frame.success) pending.get(frame.data.id)?.settle(frame.data);
      else this.break('it sent a frame in an unknown form');
    },
    drop(owner, error) {
      for (const each of pending.values()) if (each.owner === owner) each.giveUp(error);
    },
    break(reason) {
      if (broken !== undefined) return;
      broken = reason;
      for (const each of pending.values()) each.fail(lost(reason));
      for (const listener of brokenListeners) listener(reason);
    },
    onBroken(listener) {
      brokenListeners.add(listener);
      return () => brokenListeners.delete(listener);
    },
  };
}

const lost = (reason: string): DriverError =>
  new DriverError('unreachable', `The simulated testbed does not answer: ${reason}.`);
const cancelled = (method: string): DriverError =>
  new DriverError('cancelled', `The call ${method} was cancelled by its caller.`);
const late = (method: string, ms: number): DriverError =>
  new DriverError('timeout', `The call ${method} had no answer within ${ms} ms.`);
