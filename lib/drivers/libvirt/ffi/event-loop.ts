/** Starts the thread that runs libvirt's event loop and hands its messages to whoever holds the token they carry. */
import { Worker } from 'node:worker_threads';
import koffi from 'koffi';
import type { EventThreadMessage } from '@/lib/drivers/libvirt/ffi/operations';

type Ready = Extract<EventThreadMessage, { kind: 'ready' }>;
type Routed = Exclude<EventThreadMessage, { kind: 'ready' }>;

let ofProcess: EventLoop | undefined;
/**
 * libvirt has one event loop a process, and a callback belongs to the thread that registered it. A connection whose calls have not come
 * home keeps its callbacks after its driver has stopped: run by the thread of the next driver they brought the process down. So all
 * drivers share one thread, which goes on until the process ends and does not hold it open.
 */
export function eventLoopOfProcess(): EventLoop {
  if (ofProcess?.ended !== false) ofProcess = new EventLoop();
  return ofProcess;
}

export class EventLoop {
  readonly #routes = new Map<number, (message: Routed) => void>();
  readonly #worker: Worker;
  readonly ready: Promise<Ready>;
  #lastToken = 0;
  #ended = false;

  constructor() {
    registerEventImplementation();
    this.#worker = new Worker(new URL('./thread/event-thread.mjs', import.meta.url), {
      name: 'libvirt-events',
      execArgv: [],
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => {
        this.#ended = true;
        reject(new Error('the libvirt event thread ended'));
      });
      this.#worker.on('message', (message: EventThreadMessage) => {
        if (message.kind === 'ready') resolve(message);
        else this.#routes.get(message.token)?.(message);
      });
    });
    // Once it runs, the event thread alone does not hold the process open; while it starts, somebody waits for it.
    void this.ready.then(
      () => this.#worker.unref(),
      () => undefined,
    );
  }

  /** A number that libvirt passes back with each callback, and where to bring it. */
  route(listener: (message: Routed) => void): { readonly token: bigint; remove(): void } {
    this.#lastToken += 1;
    const token = this.#lastToken;
    this.#routes.set(token, listener);
    return { token: BigInt(token), remove: () => void this.#routes.delete(token) };
  }

  /** Its thread has failed. */
  get ended(): boolean {
    return this.#ended;
  }
}

interface MainThreadLibvirt {
  readonly virEventRegisterDefaultImpl: () => number;
  readonly virGetVersion: (version: [number]) => number;
}

let bound: MainThreadLibvirt | undefined;
/**
 * The few functions that the main thread calls itself: none of them speaks to a host.
 * @throws where `libvirt.so.0` is missing or cannot be loaded.
 */
export function mainThreadLibvirt(): MainThreadLibvirt {
  if (bound !== undefined) return bound;
  // libvirt's ESX code warns on standard error of every property newer than itself, at every reading: errors only, unless
  // somebody asked for more. Read by libvirt when it is first called.
  process.env['LIBVIRT_LOG_FILTERS'] ??= '4:esx';
  const library = koffi.load('libvirt.so.0');
  const getVersion = library.func(
    'int virGetVersion(_Out_ unsigned long *libVer, const char *type, _Out_ unsigned long *typeVer)',
  );
  const registerDefault = library.func('int virEventRegisterDefaultImpl()');
  bound = {
    virEventRegisterDefaultImpl: () => Number(registerDefault()),
    virGetVersion: (version) => Number(getVersion(version, null, null)),
  };
  return bound;
}

let registered = false;
/** Once a process, and before its first connection: libvirt ignores a second registration and warns. */
function registerEventImplementation(): void {
  if (registered) return;
  mainThreadLibvirt().virEventRegisterDefaultImpl();
  registered = true;
}
