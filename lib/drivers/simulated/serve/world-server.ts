/**
 * Lets clients act on the world. Everything happens in turns: time is brought up to date, the request acts, what changed
 * is written down (`persist`), and only then do the answers leave. So an answer never speaks of what a crash could undo.
 */
import { DriverError } from '@/lib/drivers/errors';
import { BESIDE_HOST, ClientFrame, METHODS, OF_SITE, type Method, type ServerFrame } from '../wire';
import { hasSentinel } from '../world/sentinels';
import { advanceWorld, findHost, type World, type WorldChange } from '../world/world';
import { LATER, type Call, type Handler } from './call';
import { HANDLERS } from './handlers';

/** Node's timers take no longer wait; waking up once too often is harmless. */
const LONGEST_WAIT_MS = 60_000;

export interface WorldServer {
  /** A client's end: feed it frames, and close it when the client goes. */
  open(send: (frames: readonly ServerFrame[]) => void): Session;
  /** Lets everything happen that is due by now. */
  tick(): void;
  /** Stops the clockwork. The world stays as it is. */
  stop(): void;
}
interface Session {
  receive(frame: unknown): void;
  close(): void;
}

export interface WorldServerOptions {
  readonly world: World;
  readonly now?: () => number;
  /** Writes down what changed since the last turn, before anybody is told. */
  readonly persist?: () => void;
  readonly setTimer?: (run: () => void, ms: number) => NodeJS.Timeout;
  readonly clearTimer?: (timer: NodeJS.Timeout) => void;
}

export function createWorldServer(options: WorldServerOptions): WorldServer {
  const {
    world,
    now = Date.now,
    persist = () => undefined,
    setTimer = setTimeout,
    clearTimer = clearTimeout,
  } = options;
  const sessions = new Set<SessionState>();
  let timer: NodeJS.Timeout | undefined;
  let timerAtMs = Infinity;
  let stopped = false;

  world.listeners.add(dropCallsOfLostHost);

  function turn(act: () => void): void {
    advanceWorld(world, now());
    act();
    persist();
    for (const session of sessions) session.flush();
    arm();
  }

  function arm(): void {
    if (stopped) return;
    const nextMs = world.timeline.next() ?? Infinity;
    if (nextMs >= timerAtMs && timer !== undefined) return;
    if (timer !== undefined) clearTimer(timer);
    timerAtMs = nextMs;
    if (nextMs === Infinity) timer = undefined;
    else {
      timer = setTimer(
        () => {
          timer = undefined;
          timerAtMs = Infinity;
          turn(() => undefined);
        },
        Math.min(LONGEST_WAIT_MS, Math.max(0, Math.ceil(nextMs - now()))),
      );
    }
  }

  function dropCallsOfLostHost(change: WorldChange): void {
    if (change.kind !== 'host' || (change.what !== 'failed' && change.what !== 'cut')) return;
    for (const session of sessions) session.failCallsOf(change.host, unreachable(change.host));
  }

  return {
    open(send) {
      const session = createSession(world, send, turn);
      sessions.add(session);
      return {
        receive: (frame) => session.receive(frame),
        close() {
          sessions.delete(session);
          turn(() => session.close());
        },
      };
    },
    tick: () => turn(() => undefined),
    stop() {
      stopped = true;
      world.listeners.delete(dropCallsOfLostHost);
      if (timer !== undefined) clearTimer(timer);
      timer = undefined;
    },
  };
}

interface SessionState extends Session {
  flush(): void;
  failCallsOf(host: string, error: DriverError): void;
}

function createSession(
  world: World,
  send: (frames: readonly ServerFrame[]) => void,
  turn: (act: () => void) => void,
): SessionState {
  const calls = new Map<number, Call & { end(): void }>();
  let outbox: ServerFrame[] = [];

  function begin(id: number, method: Method, host: string): Call & { end(): void } {
    const cleanups: (() => void)[] = [];
    const finish = (frame?: ServerFrame): void => {
      if (!calls.delete(id)) return;
      for (const cleanup of cleanups) cleanup();
      if (frame !== undefined) outbox.push(frame);
    };
    const call = {
      method,
      host,
      push: (value: unknown) => {
        if (calls.has(id)) outbox.push({ id, push: value });
      },
      reply: (result: unknown) => finish({ id, result }),
      fail: (error: unknown) => finish({ id, error: wireError(error) }),
      onEnd: (cleanup: () => void) => {
        cleanups.push(cleanup);
      },
      end: () => finish(),
    };
    calls.set(id, call);
    return call;
  }

  function act(frame: Exclude<ClientFrame, { cancel: true }>, call: Call): void {
    try {
      if (!OF_SITE.includes(frame.method)) {
        const { record } = findHost(world, frame.host);
        if (!BESIDE_HOST.includes(frame.method) && record.faults.down) throw unreachable(frame.host);
      }
      // The schema of the method gave the parameters their type; the table pairs each schema with its handler.
      const handler = HANDLERS[frame.method] as Handler<unknown>;
      const params = METHODS[frame.method].params.safeParse(frame.params);
      if (!params.success)
        throw new DriverError('refused', `The call ${frame.method} has a wrong form: ${params.error.message}`);
      const result = handler(world, params.data, call);
      if (result !== LATER) call.reply(result);
    } catch (error) {
      call.fail(error);
    }
  }

  function delayed(frame: Exclude<ClientFrame, { cancel: true }>, call: Call): void {
    const host = world.hosts.get(frame.host);
    if (host === undefined || BESIDE_HOST.includes(frame.method)) return act(frame, call);
    const { callsHang, delayMs } = host.record.faults;
    // A call that hangs stays unanswered until its caller gives up.
    if (callsHang || hasSentinel(frame.host, 'call-hangs')) return undefined;
    if (delayMs === 0) return act(frame, call);
    const cancel = world.timeline.schedule(world.nowMs + delayMs, () => act(frame, call));
    return call.onEnd(cancel);
  }

  return {
    receive(value) {
      const frame = ClientFrame.parse(value);
      turn(() => {
        if ('cancel' in frame) calls.get(frame.id)?.end();
        else delayed(frame, begin(frame.id, frame.method, frame.host));
      });
    },
    close() {
      for (const call of calls.values()) call.end();
      outbox = [];
    },
    flush() {
      if (outbox.length === 0) return;
      const frames = outbox;
      outbox = [];
      send(frames);
    },
    failCallsOf(host, error) {
      for (const call of calls.values()) {
        // Who made the fault is told that it happened.
        if (call.host === host && !BESIDE_HOST.includes(call.method)) call.fail(error);
      }
    },
  };
}

function unreachable(host: string): DriverError {
  return new DriverError('unreachable', `The simulated host ${host} does not answer.`, {
    native: { code: 38, name: 'SIM_HOST_DOWN', message: 'No route to host' },
  });
}

function wireError(error: unknown): Extract<ServerFrame, { error: unknown }>['error'] {
  if (DriverError.is(error)) return { kind: error.kind, message: error.message, native: error.native };
  return {
    kind: 'internal',
    message: `The simulated world failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}
