/** Starts the thread that runs libvirt's event loop and hands its messages to whoever holds the token they carry. */
import { Worker } from 'node:worker_threads';
import koffi from 'koffi';
import type { EventThreadMessage } from '@/lib/drivers/libvirt/ffi/operations';

type Ready = Extract<EventThreadMessage, { kind: 'ready' }>;
type Routed = Exclude<EventThreadMessage, { kind: 'ready' }>;

/** Stopping waits this long for the event thread to come round; beyond it the thread is left behind. */
const STOP_WAIT_MS = 1_000;

export class EventLoop {
  readonly #stopFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #routes = new Map<number, (message: Routed) => void>();
  readonly #worker: Worker;
  readonly ready: Promise<Ready>;
  #lastToken = 0;
  #exited = false;

  constructor() {
    registerEventImplementation();
    this.#worker = new Worker(new URL('./thread/event-thread.mjs', import.meta.url), {
      name: 'libvirt-events',
      execArgv: [],
      workerData: { stopFlag: this.#stopFlag },
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => {
        this.#exited = true;
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

  async stop(): Promise<void> {
    if (this.#exited) return;
    const { timer } = await this.ready;
    Atomics.store(new Int32Array(this.#stopFlag), 0, 1);
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.ref();
    const AT_ONCE = 0;
    mainThreadLibvirt().virEventUpdateTimeout(timer, AT_ONCE);
    let patience: NodeJS.Timeout | undefined;
    await Promise.race([exited, new Promise((resolve) => (patience = setTimeout(resolve, STOP_WAIT_MS)))]);
    clearTimeout(patience);
    // libvirt has one loop a process: left at once, this timer would keep the next driver's thread turning for ever.
    mainThreadLibvirt().virEventRemoveTimeout(timer);
    this.#worker.unref();
  }
}

interface MainThreadLibvirt {
  readonly virEventRegisterDefaultImpl: () => number;
  readonly virEventUpdateTimeout: (timer: number, milliseconds: number) => void;
  readonly virEventRemoveTimeout: (timer: number) => void;
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
  const removeTimeout = library.func('int virEventRemoveTimeout(int timer)');
  const updateTimeout = library.func('void virEventUpdateTimeout(int timer, int timeout)');
  bound = {
    virEventRegisterDefaultImpl: () => Number(registerDefault()),
    virEventUpdateTimeout: (timer, milliseconds) => void updateTimeout(timer, milliseconds),
    virEventRemoveTimeout: (timer) => void removeTimeout(timer),
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
