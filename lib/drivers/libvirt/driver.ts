/** The libvirt driver: every hypervisor that libvirt speaks to, through its own C library. */
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, ConnectTarget, Driver, HostConnection } from '@/lib/drivers/port';
import { AddressBook } from '@/lib/drivers/libvirt/address-book';
import type { ProgramsUser } from './host-programs/own-machine';
import { LibvirtConnection } from '@/lib/drivers/libvirt/connection';
import { eventLoopOfProcess, mainThreadLibvirt } from '@/lib/drivers/libvirt/ffi/event-loop';
import { NativeThreadPool } from '@/lib/drivers/libvirt/ffi/thread-pool';
import {
  CONNECT_DEADLINE_MS,
  KEEPALIVE_COUNT,
  KEEPALIVE_SECONDS,
  XEN_KEEPALIVE_COUNT,
  MAX_NATIVE_THREADS,
} from '@/lib/drivers/libvirt/limits';
import { toOpenError } from '@/lib/drivers/libvirt/open-error';
import { LIBVIRT_SCHEMES, checkLibvirtUri } from '@/lib/drivers/libvirt/uri';

export interface LibvirtDriverOptions {
  /** Native calls at once over all hosts. */
  readonly maxThreads?: number | undefined;
  readonly now?: (() => Date) | undefined;
  /** Whom programs on this machine's own hosts run as; left out: as ourselves, and as root none are run. */
  readonly programsUser?: ProgramsUser | undefined;
  /** File, absolute, that keeps the host keys of guests; left out: none is reached by SSH. */
  readonly guestKnownHosts?: string | undefined;
}

/** What the driver holds at the moment: for health pages and for tests that look for leaks. */
export interface LibvirtDriverFigures {
  readonly connections: number;
  readonly threads: number;
  readonly stuck: number;
  readonly queued: number;
}

export interface LibvirtDriver extends Driver {
  figures(): LibvirtDriverFigures;
}

/** Loads nothing until it is asked for something; where libvirt is missing, `available()` says how to get it. */
export function createLibvirtDriver(options: LibvirtDriverOptions = {}): LibvirtDriver {
  const pool = new NativeThreadPool({ maxThreads: options.maxThreads ?? MAX_NATIVE_THREADS });
  const addresses = new AddressBook();
  const connections = new Set<LibvirtConnection>();
  const now = options.now ?? (() => new Date());
  let stopping: Promise<void> | undefined;

  async function connect(target: ConnectTarget, callOptions: CallOptions = {}): Promise<HostConnection> {
    const verdict = checkLibvirtUri(target.uri);
    if (!verdict.ok) throw new DriverError('refused', verdict.reason);
    const availability = available();
    if (!availability.ok) throw new DriverError('unsupported', `${availability.reason} ${availability.remedy}`);
    if (stopping !== undefined) throw new DriverError('unreachable', 'The libvirt driver has been stopped.');
    if (!addresses.mayTry(target.uri)) {
      throw new DriverError(
        'unreachable',
        'Earlier calls to this host have not returned; it is tried again when one does.',
      );
    }
    const deadlineMs = callOptions.deadlineMs ?? CONNECT_DEADLINE_MS;
    const endsAt = Date.now() + deadlineMs;
    const loop = eventLoopOfProcess();
    await loop.ready;
    const conn = await openNative({ pool, addresses, target, deadlineMs, signal: callOptions.signal });
    const connection = new LibvirtConnection({
      uri: target.uri,
      conn,
      pool,
      loop,
      addresses,
      now,
      onClosed: (closed) => void connections.delete(closed),
      programsUser: options.programsUser,
      guestKnownHosts: options.guestKnownHosts,
    });
    connections.add(connection);
    try {
      await connection.register({ deadlineMs: Math.max(1, endsAt - Date.now()), signal: callOptions.signal });
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  async function stop(): Promise<void> {
    await Promise.all([...connections].map((connection) => connection.close()));
    await pool.stop();
  }

  return {
    name: 'libvirt',
    schemes: LIBVIRT_SCHEMES,
    available,
    connect,
    stop: () => (stopping ??= stop()),
    figures: () => ({ connections: connections.size, ...pool.figures }),
  };
}

/** Opens, or leaves the attempt to itself when deadline or signal come first: what it brings later is closed at once. */
async function openNative(request: {
  readonly pool: NativeThreadPool;
  readonly addresses: AddressBook;
  readonly target: ConnectTarget;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}): Promise<bigint> {
  const { pool, addresses, target, deadlineMs, signal } = request;
  const doing = 'connect to the host';
  if (signal?.aborted === true) throw new DriverError('cancelled', `Did not ${doing}, as asked.`);
  if (deadlineMs <= 0) throw new DriverError('timeout', `Could not ${doing} within ${deadlineMs} ms.`);
  const call = pool.run('open', {
    uri: target.uri,
    username: target.credentials?.username,
    password: target.credentials?.password,
    keepAliveSeconds: KEEPALIVE_SECONDS,
    keepAliveCount: target.uri.startsWith('xen') ? XEN_KEEPALIVE_COUNT : KEEPALIVE_COUNT,
  });
  return new Promise((resolve, reject) => {
    let left = false;
    const leave = (why: DriverError): void => {
      left = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      call.giveUp();
      const forget = addresses.addStuck(target.uri);
      call.done.then(forget, forget);
      reject(why);
    };
    const onAbort = (): void => leave(new DriverError('cancelled', `Stopped waiting to ${doing}, as asked.`));
    const timer = setTimeout(
      () => leave(new DriverError('timeout', `Could not ${doing} within ${deadlineMs} ms; nobody has answered.`)),
      deadlineMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    call.done.then(
      (conn) => {
        if (left) {
          void pool.run('close', { conn, events: [] }).done.catch(() => undefined);
          return;
        }
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(conn);
      },
      (error: unknown) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        reject(toOpenError(error, target));
      },
    );
  });
}

function available(): ReturnType<Driver['available']> {
  try {
    mainThreadLibvirt();
    return { ok: true };
  } catch {
    // Whatever the loader says, the reader's way out is the same.
    return {
      ok: false,
      reason: 'The library libvirt.so.0 is not installed on this machine.',
      remedy: 'Install libvirt0 (Debian, Ubuntu) or libvirt-libs (Fedora); simulated hosts work without it.',
    };
  }
}
