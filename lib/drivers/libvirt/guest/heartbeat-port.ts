/**
 * The text ports of running domains: that on which guests send their heartbeat (the second serial port under QEMU, the
 * console under Xen) and the console. libvirt gives one reader at a time a port, so all listeners of a connection share
 * one stream per domain and port; under Xen the heartbeat and whoever has the console open.
 */
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, DomainConsole, GuestSign } from '@/lib/drivers/port';
import type { EventLoop } from '@/lib/drivers/libvirt/ffi/event-loop';
import type { Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import { HeartbeatLines } from '@/lib/drivers/libvirt/guest/heartbeat-lines';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { READ_DEADLINE_MS, TYPE_DEADLINE_MS, TYPE_RETRY_MS } from '@/lib/drivers/libvirt/limits';

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
  readonly id: DomainId;
  readonly key: string;
  readonly listeners: Set<HeartbeatListener>;
  readonly stream: Promise<Pointer>;
  /** The last of what is being typed: the next waits for it, and closing for all. */
  typing: Promise<void>;
  readonly removeRoute: () => void;
}

export interface HeartbeatListener {
  readonly onSign?: ((sign: GuestSign) => void) | undefined;
  /** Everything as it came, heartbeats too; one character a byte. */
  readonly onText?: ((text: string) => void) | undefined;
  /** The stream has ended: the domain stopped or moved away. */
  readonly onEnd?: (() => void) | undefined;
}

export class HeartbeatPorts {
  readonly #ports = new Map<string, OpenPort>();
  /** Ports that are being closed. */
  readonly #closing = new Map<OpenPort, Promise<void>>();

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
    return (await this.open(id, on, listener, options)).close;
  }

  /** The same, for somebody who types as well. */
  async open(
    id: DomainId,
    on: HeartbeatPort,
    listener: HeartbeatListener,
    options: CallOptions = {},
  ): Promise<DomainConsole> {
    const port = this.#ports.get(keyOf(id, on)) ?? this.#open(id, on, options);
    port.listeners.add(listener);
    try {
      await port.stream;
    } catch (error) {
      port.listeners.delete(listener);
      throw error;
    }
    return {
      write: async (bytes, call = {}) => {
        const typed = port.typing.then(async () => await this.#type(port, bytes, call));
        port.typing = typed.catch(() => undefined);
        await typed;
      },
      close: async () => {
        port.listeners.delete(listener);
        if (port.listeners.size === 0) await this.#close(port);
      },
    };
  }

  async #type(port: OpenPort, bytes: Uint8Array, options: CallOptions): Promise<void> {
    const doing = 'type into the console';
    const endsAt = Date.now() + (options.deadlineMs ?? TYPE_DEADLINE_MS);
    const stream = await port.stream;
    let from = 0;
    while (from < bytes.length) {
      if (this.#ports.get(port.key) !== port)
        throw new DriverError('refused', `Could not ${doing}: it has been closed.`);
      const taken = await this.deps.caller.invoke(
        'typeInConsole',
        { stream, bytes: bytes.subarray(from) },
        { doing, deadlineMs: endsAt - Date.now(), signal: options.signal },
      );
      if (taken < 0) throw new DriverError('refused', `Could not ${doing}: it has ended.`);
      from += taken;
      if (taken === 0) await new Promise((resolve) => setTimeout(resolve, TYPE_RETRY_MS));
    }
  }

  /** Closes every port; part of closing the connection, so it does not go through the caller. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#ports.values()].map((port) => this.#close(port)));
  }

  /** Closes the ports of one domain; its listeners are told. Returns when those are closed that were being closed before, too. */
  async closeOf(id: DomainId): Promise<void> {
    const ports = [...this.#ports.values()].filter((port) => port.id === id);
    for (const port of ports) {
      void this.#close(port);
      for (const listener of port.listeners) listener.onEnd?.();
    }
    await Promise.all([...this.#closing].flatMap(([port, closed]) => (port.id === id ? [closed] : [])));
  }

  #open(id: DomainId, on: HeartbeatPort, options: CallOptions): OpenPort {
    const lines = new HeartbeatLines(on);
    const listeners = new Set<HeartbeatListener>();
    const route = this.deps.loop.route((message) => {
      if (message.kind !== 'stream') return;
      for (const listener of listeners) listener.onText?.(message.text);
      const sign = lines.take(message.text, message.at);
      if (sign !== undefined) for (const listener of listeners) listener.onSign?.(sign);
      if (message.ended) {
        void this.#close(port);
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
        {
          doing: on.device === null ? 'open the console' : 'open the heartbeat port',
          deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS,
        },
        (late) => void this.deps.closeStream(late).catch(() => undefined),
      );
    });
    const key = keyOf(id, on);
    const typing = Promise.resolve();
    const port: OpenPort = { id, key, listeners, stream: opening, typing, removeRoute: () => route.remove() };
    this.#ports.set(key, port);
    opening.catch(() => {
      route.remove();
      if (this.#ports.get(key) === port) this.#ports.delete(key);
    });
    return port;
  }

  async #close(port: OpenPort): Promise<void> {
    if (this.#ports.get(port.key) !== port) return;
    this.#ports.delete(port.key);
    port.removeRoute();
    const closed = this.#closeStream(port).finally(() => this.#closing.delete(port));
    this.#closing.set(port, closed);
    await closed;
  }

  async #closeStream(port: OpenPort): Promise<void> {
    try {
      // A stream must not be freed under the hands of one who types.
      await port.typing;
      await this.deps.closeStream(await port.stream);
    } catch (error) {
      // It never opened, or its connection is gone and took the stream with it.
      if (!(error instanceof DriverError)) throw error;
    }
  }
}

const keyOf = (id: DomainId, on: HeartbeatPort): string => `${id} ${on.device ?? 'console'}`;
