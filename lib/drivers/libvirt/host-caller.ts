/**
 * The calls of one connection: bounded, each with a deadline and a signal, all settled when the connection ends.
 * A native call cannot be taken back; when its caller leaves, it keeps its thread and its place until it returns.
 */
import type { CallOptions } from '@/lib/drivers/port';
import { DriverError } from '@/lib/drivers/errors';
import { toDriverError } from '@/lib/drivers/libvirt/errors';
import type { AddressBook } from '@/lib/drivers/libvirt/address-book';
import { Lane } from '@/lib/drivers/libvirt/lane';
import type { NativeOperations, OperationName, Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import type { NativeCall, NativeThreadPool } from '@/lib/drivers/libvirt/ffi/thread-pool';
import {
  CALLS_PER_CONNECTION,
  CLOSE_WAIT_MS,
  LONG_CALLS_PER_CONNECTION,
  MAX_NUDGES,
  NUDGE_EVERY_MS,
  NUDGE_LONG_EVERY_MS,
  STUCK_CALL_LIMIT_MS,
} from '@/lib/drivers/libvirt/limits';

/** Operations on a connection get its pointer from here. */
type Payload<K extends OperationName> = Omit<NativeOperations[K]['in'], 'conn'>;

export interface InvokeOptions extends CallOptions {
  /** For sentences: `start the domain`. */
  readonly doing: string;
  readonly deadlineMs: number;
  /** Migrations and agent questions: they have places of their own. */
  readonly long?: boolean | undefined;
  /** What it does goes on by itself when the caller leaves: it is no sign of a host that hangs. */
  readonly outlivesCaller?: boolean | undefined;
  /** Another connection that the native call uses and that must outlive it. */
  readonly alsoUses?: HostCaller | undefined;
}

/** Frees what a native call brought after its caller had left. */
type OnLate<K extends OperationName> = (value: NativeOperations[K]['out']) => void;

export class HostCaller {
  readonly #lanes = { short: new Lane(CALLS_PER_CONNECTION), long: new Lane(LONG_CALLS_PER_CONNECTION) };
  readonly #pending = new Set<(error: DriverError) => void>();
  #running = 0;
  #nudges = 0;
  /** Migrations under way from or to this host. */
  #moves = 0;
  #ended: string | undefined;
  #atRest: (() => void)[] = [];

  constructor(
    private readonly deps: {
      readonly pool: NativeThreadPool;
      readonly addresses: AddressBook;
      readonly uri: string;
      readonly conn: Pointer;
      /** The connection is of no use any more. Called once at most, and not by `end`. */
      readonly onLost: (reason: string) => void;
    },
  ) {}

  get pointer(): Pointer {
    return this.deps.conn;
  }
  get open(): boolean {
    return this.#ended === undefined;
  }

  invoke<K extends OperationName>(
    operation: K,
    payload: Payload<K>,
    options: InvokeOptions,
    onLate?: OnLate<K>,
  ): Promise<NativeOperations[K]['out']> {
    const { doing, deadlineMs, signal, alsoUses, outlivesCaller } = options;
    if (this.#ended !== undefined)
      return Promise.reject(new DriverError('unreachable', `Could not ${doing}: ${this.#ended}.`));
    if (signal?.aborted === true) return Promise.reject(cancelled(doing));
    if (deadlineMs <= 0) return Promise.reject(timedOut(doing, deadlineMs));
    return new Promise((resolve, reject) => {
      let call: NativeCall<NativeOperations[K]['out']> | undefined;
      let withdraw = (): void => undefined;
      let nudging: NodeJS.Timeout | undefined;
      const lane = options.long === true ? this.#lanes.long : this.#lanes.short;

      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        clearInterval(nudging);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(leave);
        finish();
      };
      // The caller leaves; the native call, if it has begun, goes on.
      const leave = (error: DriverError): void => {
        settle(() => reject(error));
        withdraw();
        if (call === undefined) return;
        if (outlivesCaller === true) call.giveUp();
        else this.#abandon(call, doing);
      };
      const onAbort = (): void => leave(cancelled(doing));
      const timer = setTimeout(() => leave(timedOut(doing, deadlineMs)), deadlineMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.add(leave);

      withdraw = lane.enter(() => {
        this.#running += 1;
        if (alsoUses !== undefined) alsoUses.#running += 1;
        const moves = operation === 'migrate' ? [this, ...(alsoUses === undefined ? [] : [alsoUses])] : [];
        for (const each of moves) each.#moves += 1;
        call = this.deps.pool.run(operation, { conn: this.deps.conn, ...payload });
        nudging = setInterval(() => this.#nudge(), options.long === true ? NUDGE_LONG_EVERY_MS : NUDGE_EVERY_MS);
        const home = (): void => {
          lane.leave();
          for (const each of moves) each.#moves -= 1;
          this.#comeHome();
          if (alsoUses !== undefined) alsoUses.#comeHome();
        };
        call.done.then(
          (value) => {
            home();
            if (this.#pending.has(leave)) settle(() => resolve(value));
            else onLate?.(value);
          },
          (error: unknown) => {
            home();
            const translated = toDriverError(error, doing);
            if (this.#pending.has(leave)) settle(() => reject(translated));
            if (translated.kind === 'unreachable') this.#lose('the connection to the host was lost');
          },
        );
      });
    });
  }

  /**
   * Settles all pending calls with `unreachable` and refuses new ones. Resolves when the native calls have come home,
   * or after {@link CLOSE_WAIT_MS}; `release` then runs as soon as they have, now or later.
   */
  async end(reason: string, release: () => Promise<void>): Promise<void> {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    for (const leave of this.#pending) leave(new DriverError('unreachable', `The call was given up: ${reason}.`));
    const home = new Promise<void>((resolve) => {
      if (this.#running === 0) resolve();
      else this.#atRest.push(resolve);
    }).then(release);
    let patience: NodeJS.Timeout | undefined;
    await Promise.race([home, new Promise((resolve) => (patience = setTimeout(resolve, CLOSE_WAIT_MS)))]);
    clearTimeout(patience);
  }

  /**
   * One thread of a connection sends and receives for all. A thread that comes with another call wakes it, and libvirt 9.0
   * loses that wake-up at times: the call is then sent with the next one. Only where another call is under way.
   */
  #nudge(): void {
    if (this.#ended !== undefined || this.#running - this.#nudges < 2 || this.#nudges >= MAX_NUDGES) return;
    this.#running += 1;
    this.#nudges += 1;
    const call = this.deps.pool.run('nudge', { conn: this.deps.conn });
    const home = (): void => {
      this.#nudges -= 1;
      this.#comeHome();
    };
    call.done.then(home, home);
    // Nobody waits for it, and it takes no thread from those for whom somebody does.
    call.giveUp();
  }

  #abandon(call: NativeCall<unknown>, doing: string): void {
    call.giveUp();
    const forget = this.deps.addresses.addStuck(this.deps.uri);
    let limit: NodeJS.Timeout | undefined;
    const watch = (): void => {
      limit = setTimeout(() => {
        // A hypervisor may answer nothing while it moves a domain over a link that is cut: losing the connection would end the move.
        if (this.#moves > 0) watch();
        else this.#lose(`the call to ${doing} has not come back`);
      }, STUCK_CALL_LIMIT_MS);
      limit.unref();
    };
    watch();
    const home = (): void => {
      clearTimeout(limit);
      forget();
    };
    call.done.then(home, home);
  }

  #lose(reason: string): void {
    if (this.#ended === undefined) this.deps.onLost(reason);
  }

  #comeHome(): void {
    this.#running -= 1;
    if (this.#running === 0) for (const resolve of this.#atRest.splice(0)) resolve();
  }
}

function cancelled(doing: string): DriverError {
  return new DriverError('cancelled', `Stopped waiting to ${doing}, as asked.`);
}
function timedOut(doing: string, deadlineMs: number): DriverError {
  return new DriverError('timeout', `Could not ${doing} within ${deadlineMs} ms; the host has not answered.`);
}
