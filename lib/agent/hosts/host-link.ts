/**
 * The connection to one host, kept up: connects, watches, and after a loss connects again with growing pauses. Whoever needs
 * the host asks for `connection()`. One link never waits for another.
 */
import { setMaxListeners } from 'node:events';
import { DriverError } from '@/lib/drivers/errors';
import type { Driver, DriverEvent, HostConnection } from '@/lib/drivers/port';
import {
  CONNECT_DEADLINE_MS,
  CONNECTION_WAIT_MS,
  KEPT_DEAF_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
} from '@/lib/agent/tunables';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { HostRow } from './host-row';

/** More listeners than this on one connection's signal would be a leak, and Node then says so. */
const CALLS_AT_ONCE = 64;

/** What whoever serves a connection hears of its link, and tells it. */
export interface Served {
  /** A domain moves through it. */
  isHeld(): boolean;
  /** The host has answered. */
  onAnswer(): void;
}

export interface HostLinkListener {
  /** Runs for as long as the connection stands; its end (or failure) ends the connection. */
  serve(connection: HostConnection, signal: AbortSignal, link: Served): Promise<void>;
  onEvent(event: DriverEvent): void;
  /** Not connected any more, or never was; the sentence says why, and the remedy what to do where that is known. */
  onDown(reason: string, remedy: string | undefined): Promise<void>;
}

export interface HostLink {
  readonly row: HostRow;
  readonly up: boolean;
  /** The open connection, waiting a moment for one that is being made. @throws DriverError `unreachable`. */
  connection(signal?: AbortSignal): Promise<HostConnection>;
  /**
   * Something goes on through the present connection that must not be cut off: until the returned function is called, a host
   * that does not answer in time is called unreachable and asked again on the same connection, which stays.
   */
  hold(): () => void;
  /**
   * The same for the calls of an operation, and not for longer than a minute of a host that does not answer: what has a deadline of its
   * own has met it by then.
   */
  keep(): () => void;
  /** Ends the present connection, so that a new one is made. */
  reset(reason: string): void;
  stop(): Promise<void>;
}

export function createHostLink(
  ports: Pick<AgentPorts, 'clock' | 'openCredentials'>,
  row: HostRow,
  driver: Driver | undefined,
  listener: HostLinkListener,
): HostLink {
  const stopping = new AbortController();
  let current: HostConnection | undefined;
  let ended = new AbortController();
  let lastReason = `${row.name} has not answered yet.`;
  const waiting = new Set<() => void>();
  let holds = 0;
  let keeps = 0;
  /** Since when the host has not answered in time, on the monotonic clock; undefined: it does. */
  let deafSinceMs: number | undefined;
  const served: Served = {
    isHeld: () => holds > 0,
    onAnswer: () => {
      deafSinceMs = undefined;
    },
  };

  /** Of one that does not answer in time: whether nothing that needs its connection is under way. */
  const mayBeCut = (sinceMs: number): boolean =>
    holds === 0 && (keeps === 0 || ports.clock.monotonicMs() - sinceMs >= KEPT_DEAF_MS);

  /**
   * A hypervisor may be deaf while it moves a domain over a link that is cut; its migration goes on when the link does. And one that takes
   * a large domain apart may answer nothing else meanwhile.
   */
  const serveWhileHeld = async (connection: HostConnection, over: AbortSignal): Promise<void> => {
    for (;;) {
      try {
        return await untilOver(over, listener.serve(connection, over, served));
      } catch (error) {
        if (over.aborted || !connection.open || !DriverError.is(error, 'timeout')) throw error;
        deafSinceMs ??= ports.clock.monotonicMs();
        if (mayBeCut(deafSinceMs)) throw error;
        lastReason = error.message;
        await listener.onDown(lastReason, error.remedy);
        await sleepUnless(ports.clock, RECONNECT_MIN_MS, over);
      }
    }
  };

  const runOnce = async (): Promise<void> => {
    if (driver === undefined) {
      throw new DriverError('unsupported', `This agent has no driver called ${row.driver}.`);
    }
    const available = driver.available();
    if (!available.ok) throw new DriverError('unsupported', `${available.reason} ${available.remedy}`);
    const connection = await driver.connect(
      { uri: row.uri, ...credentialsOf(ports, row) },
      { deadlineMs: CONNECT_DEADLINE_MS, signal: stopping.signal },
    );
    ended = new AbortController();
    const over = AbortSignal.any([stopping.signal, ended.signal]);
    // Every call under way on this connection listens to it, and there may be a dozen.
    setMaxListeners(CALLS_AT_ONCE, over);
    try {
      const unwatch = await connection.watch((event) => {
        if (event.kind === 'closed') ended.abort(new DriverError('unreachable', event.reason));
        else listener.onEvent(event);
      });
      try {
        current = connection;
        deafSinceMs = undefined;
        for (const wake of waiting) wake();
        await serveWhileHeld(connection, over);
      } finally {
        await unwatch().catch(() => undefined); // The connection may be the very thing that was lost.
      }
    } finally {
      current = undefined;
      ended.abort(new DriverError('unreachable', 'The connection was closed.'));
      await connection.close().catch(() => undefined); // As above: closing what is lost cannot do more.
    }
  };

  const run = async (): Promise<void> => {
    let pause = RECONNECT_MIN_MS;
    while (!stopping.signal.aborted) {
      const began = ports.clock.now().getTime();
      let remedy: string | undefined;
      try {
        await runOnce();
      } catch (error) {
        lastReason = error instanceof Error ? error.message : String(error);
        remedy = DriverError.is(error) ? error.remedy : undefined;
      }
      if (stopping.signal.aborted) return;
      await listener.onDown(lastReason, remedy);
      // A connection that stood for a while was a good one: its successor is tried at once.
      if (ports.clock.now().getTime() - began > RECONNECT_MAX_MS) pause = RECONNECT_MIN_MS;
      await sleepUnless(ports.clock, pause, stopping.signal);
      pause = Math.min(pause * 2, RECONNECT_MAX_MS);
    }
  };

  const running = run();
  const open = (): HostConnection | undefined => (current?.open === true ? current : undefined);
  return {
    row,
    get up() {
      return open() !== undefined;
    },
    connection: async (signal) => {
      const ready = open();
      if (ready !== undefined) return ready;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, CONNECTION_WAIT_MS);
        waiting.add(done);
        signal?.addEventListener('abort', done);
      });
      const late = open();
      if (late !== undefined) return late;
      throw new DriverError('unreachable', `${row.name} is unreachable: ${lastReason}`);
    },
    hold: () => {
      holds += 1;
      return once(() => (holds -= 1));
    },
    keep: () => {
      keeps += 1;
      return once(() => (keeps -= 1));
    },
    reset: (reason) => ended.abort(new DriverError('unreachable', reason)),
    stop: async () => {
      stopping.abort(new DriverError('unreachable', 'The agent is stopping.'));
      for (const wake of waiting) wake();
      await running;
    },
  };
}

const once = (work: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
};

/** Rejects with the signal's reason when it fires first; `work` is then left to see the same signal. */
async function untilOver(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let onAbort: (() => void) | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, over]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined); // Its failure after the end has nobody left to tell.
  }
}

function credentialsOf(ports: Pick<AgentPorts, 'openCredentials'>, row: HostRow) {
  if (row.credentialsEncrypted === null) return {};
  return { credentials: ports.openCredentials(row.credentialsEncrypted, row.id) };
}
