/** What is inside the domains of one connection: their guests are heard, run programs, and have a console. */
import type { GuestAddress } from '@/lib/domain/guest-address';
import type { DomainId } from '@/lib/domain/ids';
import type { HostCapabilities } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, ConsoleListener, DomainConsole, GuestPrograms, GuestSign } from '@/lib/drivers/port';
import type { EventLoop } from '@/lib/drivers/libvirt/ffi/event-loop';
import type { Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import { createConsolePrograms } from '@/lib/drivers/libvirt/guest/console-programs/console-programs';
import { ConsoleTurns } from '@/lib/drivers/libvirt/guest/console-programs/console-turns';
import { createGuestPrograms } from '@/lib/drivers/libvirt/guest/choose-programs';
import { askAddresses } from '@/lib/drivers/libvirt/guest/ask-addresses';
import { hearGuest, type GuestChannels } from '@/lib/drivers/libvirt/guest/hear-guest';
import {
  CONSOLE_PORT,
  HeartbeatPorts,
  SERIAL_PORT,
  type HeartbeatListener,
  type HeartbeatPort,
} from '@/lib/drivers/libvirt/guest/heartbeat-port';
import { openConsole } from '@/lib/drivers/libvirt/guest/open-console';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { CONSOLE_OPEN_MS, CONSOLE_OPEN_RETRY_MS } from '@/lib/drivers/libvirt/limits';
import { pause } from '@/lib/drivers/libvirt/verbs/migrate-domain';
import { hasAgentChannel, hasConsole, hasHeartbeatPort } from '@/lib/drivers/libvirt/xml/parse-domain';

export interface DomainGuestsDependencies {
  readonly caller: HostCaller;
  readonly loop: EventLoop;
  readonly closeStream: (stream: Pointer) => Promise<void>;
  /** Known once the connection has asked. */
  readonly isXen: () => boolean;
  readonly capabilities: (options: CallOptions) => Promise<HostCapabilities>;
  readonly readDefinition: (id: DomainId, options: CallOptions) => Promise<string>;
  /** Where the host keys of guests are kept, absolute; undefined: no guest is reached by SSH. */
  readonly knownHosts: string | undefined;
}

export class DomainGuests {
  readonly programs: GuestPrograms;
  readonly #heartbeats: HeartbeatPorts;
  readonly #turns = new ConsoleTurns();
  readonly #ended = new AbortController();

  constructor(private readonly deps: DomainGuestsDependencies) {
    this.#heartbeats = new HeartbeatPorts(deps);
    const byConsole = createConsolePrograms({
      open: async (id, listener) => await this.#openForTalk(id, listener),
      turns: this.#turns,
      ended: this.#ended.signal,
    });
    this.programs = createGuestPrograms({ ...deps, byConsole });
  }

  /** Part of closing the connection. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#heartbeats.closeAll();
  }

  /** Closes what is open of one domain, which has left this host. Returns when the host has closed it too. */
  async closePorts(id: DomainId): Promise<void> {
    await this.#heartbeats.closeOf(id);
  }

  async openConsole(id: DomainId, on: ConsoleListener, options: CallOptions = {}): Promise<DomainConsole> {
    const { noConsole } = await this.deps.capabilities({ signal: options.signal });
    if (noConsole !== undefined) throw new DriverError('unsupported', noConsole);
    const leave = await this.#turns.enter(id);
    try {
      const ended = (): void => {
        leave();
        on.onEnd();
      };
      const opened = await openConsole(this.#heartbeats, id, { onBytes: on.onBytes, onEnd: ended }, options);
      return {
        write: opened.write,
        close: async () => {
          leave();
          await opened.close();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #openForTalk(id: DomainId, listener: HeartbeatListener): Promise<DomainConsole> {
    const until = performance.now() + CONSOLE_OPEN_MS;
    for (;;) {
      try {
        return await this.#heartbeats.open(id, CONSOLE_PORT, listener);
      } catch (error) {
        if (!DriverError.is(error, 'refused') || performance.now() > until) throw error;
      }
      await pause(CONSOLE_OPEN_RETRY_MS, this.#ended.signal);
    }
  }

  async hear(id: DomainId, options: CallOptions = {}): Promise<GuestSign> {
    const channels = await this.#channels(id, options);
    return await hearGuest({ caller: this.deps.caller, heartbeats: this.#heartbeats, channels }, id, options);
  }

  async addresses(id: DomainId, options: CallOptions = {}): Promise<readonly GuestAddress[]> {
    const { agent } = await this.#channels(id, options);
    if (!agent)
      throw new DriverError(
        'unsupported',
        'The domain has no guest agent channel; its guest cannot be asked for its addresses.',
      );
    return await askAddresses(this.deps.caller, id, options.signal);
  }

  async listen(
    id: DomainId,
    listener: (sign: GuestSign) => void,
    options: CallOptions = {},
  ): Promise<() => Promise<void>> {
    const { heartbeat } = await this.#channels(id, options);
    if (heartbeat === undefined)
      throw new DriverError(
        'unsupported',
        this.deps.isXen()
          ? 'The domain has no console; its guest has nowhere to send a heartbeat.'
          : 'The domain has no second serial port; its guest has nowhere to send a heartbeat.',
      );
    return await this.#heartbeats.listen(id, heartbeat, { onSign: listener }, options);
  }

  async #channels(id: DomainId, options: CallOptions): Promise<GuestChannels> {
    const { guestChannels } = await this.deps.capabilities(options);
    // Where nothing can be heard nothing need be read, and not every host gives a definition.
    if (guestChannels.length === 0) return { agent: false, heartbeat: undefined };
    const xml = await this.deps.readDefinition(id, options);
    return {
      agent: guestChannels.includes('agent') && hasAgentChannel(xml),
      heartbeat: guestChannels.includes('heartbeat') ? this.#heartbeatPort(xml) : undefined,
    };
  }

  /** Xen's toolstack opens no port but the console, which the guest's other text shares. */
  #heartbeatPort(xml: string): HeartbeatPort | undefined {
    if (this.deps.isXen()) return hasConsole(xml) ? CONSOLE_PORT : undefined;
    return hasHeartbeatPort(xml) ? SERIAL_PORT : undefined;
  }
}
