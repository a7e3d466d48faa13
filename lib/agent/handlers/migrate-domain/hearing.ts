/**
 * Hears the guest at both ends: its last sign at the source and its first at the target. Begun before the move and beside
 * it, so that it adds nothing to its time.
 */
import type { GuestSign } from '@/lib/drivers/port';
import { DriverError } from '@/lib/drivers/errors';
import { sleepUnless } from '@/lib/agent/system-clock';
import { beatOf } from './downtime';
import type { MigrateRun, Move } from './move';
import { HEAR_AFTER_MOVE_MS } from './tunables';

export interface Heard {
  readonly at: Date;
  /** The same moment by the clock that nobody sets. */
  readonly monotonicMs: number;
}

export interface Hearing {
  /** The last sign heard at the source. */
  readonly last: () => GuestSign | undefined;
  /** Mean time between its beats at the source, by its own clock, in milliseconds; undefined where too few were heard. */
  readonly beatMs: () => number | undefined;
  /** When it was heard last, at either end; undefined where it never was. */
  readonly lastHeard: () => Heard | undefined;
  /** The first sign from the target; undefined after a silence of `HEAR_AFTER_MOVE_MS` from the call on. */
  firstAtTarget(): Promise<GuestSign | undefined>;
  /** Why the guest could not be listened to, if so. */
  readonly obstacle: () => string | undefined;
  close(): Promise<void>;
}

/** Between two tries to listen at the target while the domain is not there yet or its port is still held. */
const RETRY_MS = 100;

/** @param onArrival at the first sign from the target */
export function beginHearing(run: MigrateRun, move: Move, onArrival: () => void): Hearing {
  const ending = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  let begin: GuestSign | undefined;
  let last: GuestSign | undefined;
  let first: GuestSign | undefined;
  let lastHeard: Heard | undefined;
  const note = (sign: GuestSign) => {
    lastHeard = { at: sign.heardAt, monotonicMs: run.ports.clock.monotonicMs() };
  };
  let obstacle: string | undefined;
  let heard: (sign: GuestSign | undefined) => void = () => undefined;
  let listening: Promise<void> | undefined;

  const keep = async (listen: Promise<() => Promise<void>>) => {
    const stop = await listen;
    if (ending.signal.aborted) await stop();
    else stops.push(stop);
  };
  const hearAtTarget = (sign: GuestSign) => {
    // What was sent at the source may still lie in the pipe: only a later uptime is a sign from here.
    if (last !== undefined && sign.uptimeMs === last.uptimeMs) return;
    note(sign);
    if (first !== undefined) return;
    first = sign;
    onArrival();
    heard(sign);
  };

  const source = keep(
    move.source.connection.listenGuest(
      move.id,
      (sign) => {
        begin ??= sign;
        last = sign;
        note(sign);
      },
      { signal: ending.signal },
    ),
  ).catch((error: unknown) => {
    obstacle = error instanceof Error ? error.message : String(error);
  });

  /** One listener at the target, as soon as the domain is there. */
  const listenAtTarget = () => {
    listening ??= keep(move.target.connection.listenGuest(move.id, hearAtTarget, { signal: ending.signal })).catch(
      () => {
        listening = undefined;
      },
    );
  };
  const watching = move.target.connection.watch((event) => {
    if (event.kind === 'domain' && event.domainId === move.id && !ending.signal.aborted) listenAtTarget();
  });
  // A host without events is listened to when the move is over.
  watching.catch(() => undefined);

  const tryUntilHeard = async (until: AbortSignal) => {
    // `until` fires with the first sign, too.
    do listenAtTarget();
    while (await sleepUnless(run.ports.clock, RETRY_MS, until));
  };
  const giveUp = async (until: AbortSignal) => {
    if (await sleepUnless(run.ports.clock, HEAR_AFTER_MOVE_MS, until)) heard(undefined);
  };
  /** A guest without a heartbeat may have an agent. */
  const askAgent = async (until: AbortSignal) => {
    try {
      const sign = await move.target.connection.hearGuest(move.id, { deadlineMs: HEAR_AFTER_MOVE_MS, signal: until });
      hearAtTarget(sign);
    } catch (error) {
      if (DriverError.is(error, 'unsupported')) obstacle = error.message;
    }
  };

  return {
    last: () => last,
    beatMs: () => beatOf(begin, last),
    lastHeard: () => lastHeard,
    obstacle: () => obstacle,
    firstAtTarget: async () => {
      if (first !== undefined) return first;
      const until = new AbortController();
      const waited = new Promise<GuestSign | undefined>((resolve) => {
        heard = resolve;
        ending.signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      void giveUp(until.signal);
      void tryUntilHeard(until.signal);
      void askAgent(until.signal);
      const sign = await waited;
      until.abort();
      return sign;
    },
    close: async () => {
      ending.abort(new DriverError('cancelled', 'Listened long enough.'));
      await source;
      const unwatch = await watching.catch(() => undefined);
      await Promise.allSettled([unwatch?.(), ...stops.map(async (stop) => await stop())]);
    },
  };
}
