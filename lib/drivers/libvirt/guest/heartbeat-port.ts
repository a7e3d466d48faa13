/**
 * The port of running domains on which guests send their heartbeat: the second serial port under QEMU, the console under
 * Xen. libvirt gives one reader at a time a console, so all listeners of a connection share one stream per domain.
 */
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestSign } from '@/lib/drivers/port';
import type { EventLoop } from '@/lib/drivers/libvirt/ffi/event-loop';
import type { Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import { HeartbeatLines } from '@/lib/drivers/libvirt/guest/heartbeat-lines';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { READ_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';

export interface HeartbeatPort {
  /** libvirt's name for it, https://libvirt.org/formatdomain.html#consoles-serial-parallel-channel-devices; null is the console. */
  readonly device: string | null;
  /** Whoever opens it is first given what nobody has read: seconds or days of it. */
  readonly keepsOldText: boolean;
}
export const SERIAL_PORT: HeartbeatPort = { device: 'serial1', keepsOldText: false };
/** libxl knows no names of devices: "console" is all that can be opened. */
export const CONSOLE_PORT: HeartbeatPort = { device: null, keepsOldText: true };

interface OpenPort {
  readonly listeners: Set<HeartbeatListener>;
  readonly stream: Promise<Pointer>;
  readonly removeRoute: () => void;
}

export interface HeartbeatListener {
  readonly onSign: (sign: GuestSign) => void;
  /** The stream has ended: the domain stopped or moved away. */
  readonly onEnd?: (() => void) | undefined;
}

export class HeartbeatPorts {
  readonly #ports = new Map<DomainId, OpenPort>();

  constructor(
    private readonly deps: {
      readonly caller: HostCaller;
      readonly loop: EventLoop;
      readonly closeStream: (stream: Pointer) => Promise<void>;
    },
  ) {}

  /** Listens until the returned function is called. Rejects where the port cannot be opened, e.g. `refused` while another program reads it. */
  async listen(
    id: DomainId,
    on: HeartbeatPort,
    listener: HeartbeatListener,
    options: CallOptions = {},
  ): Promise<() => Promise<void>> {
    const port = this.#ports.get(id) ?? this.#open(id, on, options);
    port.listeners.add(listener);
    try {
      await port.stream;
    } catch (error) {
      port.listeners.delete(listener);
      throw error;
    }
    return async () => {
      port.listeners.delete(listener);
      if (port.listeners.size === 0) await this.#close(id, port);
    };
  }

  /** Closes every port; part of closing the connection, so it does not go through the caller. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#ports].map(([id, port]) => this.#close(id, port)));
  }

  #open(id: DomainId, on: HeartbeatPort, options: CallOptions): OpenPort {
    const lines = new HeartbeatLines(on);
    const listeners = new Set<HeartbeatListener>();
    const route = this.deps.loop.route((message) => {
      if (message.kind !== 'stream') return;
      const sign = lines.take(message.text, message.at);
      if (sign !== undefined) for (const listener of listeners) listener.onSign(sign);
      if (message.ended) {
        void this.#close(id, port);
        for (const listener of listeners) listener.onEnd?.();
      }
    });
    const opening = this.deps.loop.ready.then((ready) => {
      const NO_FLAGS = 0;
      return this.deps.caller.invoke(
        'openConsole',
        {
          uuid: id,
          device: on.device,
          consoleFlags: NO_FLAGS,
          callback: ready.streamCallback,
          token: route.token,
        },
        // Not the signal of the one who came first: others may share the port by the time it is open.
        { doing: 'open the heartbeat port', deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS },
        (late) => void this.deps.closeStream(late).catch(() => undefined),
      );
    });
    const port: OpenPort = { listeners, stream: opening, removeRoute: () => route.remove() };
    this.#ports.set(id, port);
    opening.catch(() => {
      route.remove();
      if (this.#ports.get(id) === port) this.#ports.delete(id);
    });
    return port;
  }

  async #close(id: DomainId, port: OpenPort): Promise<void> {
    if (this.#ports.get(id) !== port) return;
    this.#ports.delete(id);
    port.removeRoute();
    try {
      await this.deps.closeStream(await port.stream);
    } catch (error) {
      // It never opened, or its connection is gone and took the stream with it.
      if (!(error instanceof DriverError)) throw error;
    }
  }
}
