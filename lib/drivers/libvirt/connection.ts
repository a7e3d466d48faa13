/** One open connection to a host. Every method is a line or two; the work is in the verb's own file. */
import type { GridMetadata } from '@/lib/domain/domain';
import type { DomainVerb } from '@/lib/domain/domain-actions';
import type { GuestAddress } from '@/lib/domain/guest-address';
import { domainId, type DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading, HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { WantedDomain } from '@/lib/domain/wanted-domain';
import type {
  CallOptions,
  ConsoleListener,
  DomainConsole,
  ReadDomainOptions,
  DriverEvent,
  GuestPrograms,
  GuestSign,
  HostConnection,
  HostDisks,
  HostFiles,
  HostNetworks,
  HostPrograms,
  MigrateCallbacks,
  MigrateOptions,
  MigrationProgress,
  MigrationReport,
  UndefineOptions,
} from '@/lib/drivers/port';
import type { AddressBook } from '@/lib/drivers/libvirt/address-book';
import { toDriverEvent } from '@/lib/drivers/libvirt/driver-event';
import { isEsx, refuseOnEsx } from '@/lib/drivers/libvirt/esx/esx-capabilities';
import type { EventLoop } from '@/lib/drivers/libvirt/ffi/event-loop';
import { VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES, VIR_DOMAIN_XML_INACTIVE } from '@/lib/drivers/libvirt/ffi/flags';
import type { EventThreadMessage, Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import type { NativeThreadPool } from '@/lib/drivers/libvirt/ffi/thread-pool';
import { DomainGuests } from '@/lib/drivers/libvirt/guest/domain-guests';
import { createHostPrograms } from '@/lib/drivers/libvirt/host-programs/create-host-programs';
import { whyNoHostPrograms, type ProgramsUser } from '@/lib/drivers/libvirt/host-programs/own-machine';
import { FolderPools } from '@/lib/drivers/libvirt/files/folder-pools';
import { createHostDisks } from '@/lib/drivers/libvirt/files/host-disks';
import { createHostNetworks } from '@/lib/drivers/libvirt/networks/host-networks';
import { createHostFiles } from '@/lib/drivers/libvirt/files/host-files';
import { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { READ_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { BusySum } from '@/lib/drivers/libvirt/read/busy-sum';
import { IdList } from '@/lib/drivers/libvirt/read/decode-stats';
import { DefinitionCache } from '@/lib/drivers/libvirt/read/definition-cache';
import { DeviceBook } from '@/lib/drivers/libvirt/read/device-book';
import {
  listDomains,
  readDomain,
  type ListOptions,
  type ReadDependencies,
} from '@/lib/drivers/libvirt/read/list-domains';
import { SizeCache } from '@/lib/drivers/libvirt/read/size-cache';
import { UnreadableDefinitions } from '@/lib/drivers/libvirt/read/unreadable-definitions';
import { toHostCapabilities, whyNoNetworks } from '@/lib/drivers/libvirt/read/probe-capabilities';
import { toHostReading } from '@/lib/drivers/libvirt/read/read-host';
import * as change from '@/lib/drivers/libvirt/verbs/change-domain';
import { renderDomain } from '@/lib/drivers/libvirt/xml/render-domain';
import { abortMigration, migrateDomain, migrationJob } from '@/lib/drivers/libvirt/verbs/migrate-domain';
import {
  hostCpuXml,
  parseCapabilities,
  parseCpuFeatures,
  type Capabilities,
} from '@/lib/drivers/libvirt/xml/parse-capabilities';
import { parseNetworkFilter } from '@/lib/drivers/libvirt/xml/parse-network-filter';

export interface ConnectionDependencies {
  readonly uri: string;
  readonly conn: Pointer;
  readonly pool: NativeThreadPool;
  readonly loop: EventLoop;
  readonly addresses: AddressBook;
  readonly now: () => Date;
  /** The native connection has been freed or given up. */
  readonly onClosed: (connection: LibvirtConnection) => void;
  /** Whom programs on the host itself run as; undefined: as ourselves. */
  readonly programsUser: ProgramsUser | undefined;
  readonly guestKnownHosts: string | undefined;
}

/** The host's own capabilities change when its software does: read anew after this. Longer: an upgraded host shows its old self. */
const CAPABILITIES_FOR_MS = 600_000;

interface HostSelf {
  readonly capabilities: Capabilities;
  readonly cpuFlags: readonly string[];
  readonly networkFilters: HostReading['networkFilters'];
  readonly missing: readonly string[];
  readonly jobsProbed: boolean;
  readonly readAt: number;
}

export class LibvirtConnection implements HostConnection {
  readonly driver = 'libvirt';
  readonly uri: string;
  /** ESX keeps files in datastores, which libvirt 9.0 cannot always list without ending its process. */
  readonly files: HostFiles | undefined;
  readonly disks: HostDisks | undefined;
  readonly networks: HostNetworks | undefined;
  readonly programs: GuestPrograms;
  readonly hostPrograms: HostPrograms | undefined;
  readonly #caller: HostCaller;
  readonly #guests: DomainGuests;
  readonly #cache: DefinitionCache;
  readonly #unreadable = new UnreadableDefinitions();
  readonly #sizes = new SizeCache();
  readonly #devices = new DeviceBook();
  readonly #busy = new BusySum();
  readonly #host = { bulkStatistics: true };
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  readonly #refusedVerbs: Partial<Record<DomainVerb, string>> = {};
  readonly #reading: ReadDependencies;
  readonly #changing: change.ChangeDependencies;
  #registered:
    | {
        readonly events: readonly number[];
        readonly closeCallback: Pointer | undefined;
        readonly removeRoute: () => void;
      }
    | undefined;
  /** What `virConnectGetType` says. */
  #type = 'unknown';
  /** Learned by the last try. */
  #noNetworks: string | undefined;
  /** Learned by the first try: libvirt does not tell whether the hypervisor has shadow paging. */
  #liveParavirtual: boolean | undefined;
  #self: HostSelf | undefined;
  #closing: Promise<void> | undefined;

  constructor(private readonly deps: ConnectionDependencies) {
    this.uri = deps.uri;
    this.#caller = new HostCaller({ ...deps, onLost: (reason) => this.#lose(reason) });
    const folders = new FolderPools(this.#caller);
    this.files = isEsx(deps.uri) ? undefined : createHostFiles(this.#caller, folders);
    this.disks = this.files === undefined ? undefined : createHostDisks(this.#caller, folders, this.files);
    this.networks = isEsx(deps.uri)
      ? undefined
      : createHostNetworks(this.#caller, {
          whyNot: () => whyNoNetworks({ type: this.#type, uri: deps.uri, missing: this.#self?.missing ?? [] }),
          learn: (lack) => (this.#noNetworks = lack),
        });
    this.hostPrograms = createHostPrograms(deps.uri, deps.programsUser);
    this.#cache = new DefinitionCache();
    this.#guests = new DomainGuests({
      caller: this.#caller,
      loop: deps.loop,
      // Straight to a thread: closing must go on when the caller takes no calls any more.
      closeStream: (stream) => deps.pool.run('closeConsole', { stream }).done,
      isXen: () => this.#isXen,
      knownHosts: deps.guestKnownHosts,
      capabilities: (options) => this.capabilities(options),
      readDefinition: (id, options) => this.readDefinition(id, options),
    });
    this.programs = this.#guests.programs;
    this.#reading = {
      caller: this.#caller,
      cache: this.#cache,
      unreadable: this.#unreadable,
      sizes: this.#sizes,
      devices: this.#devices,
      host: this.#host,
      ids: new IdList(),
      now: deps.now,
    };
    this.#changing = {
      caller: this.#caller,
      releasesLate: () => this.#isXen,
      onChanged: (id) => this.#forget(id),
      // A state that cannot be had explains nothing; the first error then stands.
      readState: (id) =>
        readDomain(this.#reading, id).then(
          (reading) => reading?.state,
          () => undefined,
        ),
      onUnsupported: (verb, sentence) => (this.#refusedVerbs[verb] = sentence),
    };
  }

  /** Asks for events and for news of the connection's end. Part of connecting. */
  async register(options: CallOptions): Promise<void> {
    const ready = await this.deps.loop.ready;
    const route = this.deps.loop.route((message) => this.#receive(message));
    const registered = await this.#caller.invoke(
      'watch',
      { token: route.token, offered: ready.domainEvents, closeCallback: ready.closeCallback },
      { doing: 'watch the host', deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS, signal: options.signal },
    );
    this.#registered = {
      events: registered.events,
      closeCallback: registered.closing ? ready.closeCallback : undefined,
      removeRoute: () => route.remove(),
    };
    this.#cache.events = registered.events.length > 0;
    this.#type = registered.type;
  }

  get #isXen(): boolean {
    return this.#type.toLowerCase() === 'xen';
  }

  get open(): boolean {
    return this.#caller.open;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end('the connection was closed');
    return this.#closing;
  }

  async #end(reason: string): Promise<void> {
    await this.#caller.end(reason, async () => {
      await this.#guests.close();
      this.#registered?.removeRoute();
      this.#listeners.clear();
      await this.deps.pool
        .run('close', {
          conn: this.deps.conn,
          events: this.#registered?.events ?? [],
          closeCallback: this.#registered?.closeCallback,
        })
        .done.catch(() => undefined);
      this.deps.onClosed(this);
    });
  }

  /** The host has gone: listeners hear of it once, and the native side is freed when it lets go. */
  #lose(reason: string): void {
    if (this.#closing !== undefined) return;
    const listeners = [...this.#listeners];
    this.#closing = this.#end(reason);
    for (const listener of listeners) listener({ kind: 'closed', reason });
  }

  #receive(message: EventThreadMessage): void {
    if (message.kind === 'closed') {
      this.#lose('the host closed the connection');
      return;
    }
    if (message.kind !== 'domain') return;
    const event = toDriverEvent(message);
    if (message.what !== 'agent') this.#forget(domainId(message.uuid));
    for (const listener of this.#listeners) listener(event);
  }

  /** What was read of the domain may not be so any more. */
  #forget(id: DomainId): void {
    this.#cache.forget(id);
    this.#sizes.forget();
    this.#devices.forget(id);
  }

  async watch(listener: (event: DriverEvent) => void): Promise<() => Promise<void>> {
    if (!this.open) throw new DriverError('unreachable', 'Could not watch the host: the connection is closed.');
    this.#listeners.add(listener);
    return async () => void this.#listeners.delete(listener);
  }

  async capabilities(options: CallOptions = {}): Promise<HostCapabilities> {
    const self = await this.#readSelf(options);
    return toHostCapabilities({
      type: this.#type,
      uri: this.uri,
      capabilities: self.capabilities,
      events: this.#cache.events,
      missing: self.missing,
      jobsProbed: self.jobsProbed,
      refused: this.#refusedVerbs,
      liveParavirtual: this.#liveParavirtual,
      noHostPrograms: whyNoHostPrograms(this.uri, this.deps.programsUser),
      noNetworks: this.#noNetworks,
    });
  }

  async readHost(options: CallOptions = {}): Promise<HostReading> {
    const self = await this.#readSelf(options);
    const facts = await this.#caller.invoke(
      'node',
      {},
      { doing: 'read the host', deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS, signal: options.signal },
    );
    const busy = facts.domainCpu === undefined ? undefined : this.#busy.add(facts.domainCpu);
    const { networkFilters } = self;
    const host = { uri: this.uri, at: this.deps.now(), busy, networkFilters };
    return toHostReading(facts, self.capabilities, self.cpuFlags, host);
  }

  async #readSelf(options: CallOptions): Promise<HostSelf> {
    if (this.#self !== undefined && this.open && Date.now() - this.#self.readAt < CAPABILITIES_FOR_MS)
      return this.#self;
    const call = {
      doing: 'read what the host can do',
      deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS,
      signal: options.signal,
    };
    const [text, probed, filters] = await Promise.all([
      this.#caller.invoke('call', { fn: 'virConnectGetCapabilities', args: [] }, call),
      this.#caller.invoke('probe', {}, call),
      this.#caller.invoke('networkFilters', {}, call),
    ]);
    const xml = String(text);
    const capabilities = parseCapabilities(xml);
    this.#host.bulkStatistics = !probed.missing.includes('virConnectGetAllDomainStats');
    this.#self = {
      capabilities,
      missing: probed.missing,
      jobsProbed: probed.controlDomain,
      cpuFlags: await this.#readCpuFlags(xml, capabilities, call),
      networkFilters: filters?.map((filter) => parseNetworkFilter(filter)),
      readAt: Date.now(),
    };
    return this.#self;
  }

  /** All features, those that the model's name stands for too, where the hypervisor can spell them out. */
  async #readCpuFlags(
    xml: string,
    capabilities: Capabilities,
    call: { doing: string; deadlineMs: number },
  ): Promise<readonly string[]> {
    const cpuXml = hostCpuXml(xml);
    if (cpuXml === undefined) return capabilities.cpuFlags;
    try {
      const expanded = await this.#caller.invoke(
        'baselineCpu',
        { cpuXml, flags: VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES },
        call,
      );
      return [...new Set([...parseCpuFeatures(expanded), ...capabilities.cpuFlags])];
    } catch (error) {
      // Drivers without CPU models (test, ESX) cannot; the named features are then all there is.
      if (
        DriverError.is(error, 'unreachable') ||
        DriverError.is(error, 'cancelled') ||
        DriverError.is(error, 'timeout')
      )
        throw error;
      return capabilities.cpuFlags;
    }
  }

  listDomains(options?: ListOptions): Promise<DomainReading[]> {
    return listDomains(this.#reading, options);
  }
  readDomain(id: DomainId, options?: ReadDomainOptions): Promise<DomainReading | undefined> {
    return readDomain(this.#reading, id, options);
  }
  async readDefinition(
    id: DomainId,
    options: CallOptions & { readonly stored?: boolean | undefined } = {},
  ): Promise<string> {
    const flags = options.stored === true ? VIR_DOMAIN_XML_INACTIVE : 0;
    const call = {
      doing: 'read the definition',
      deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS,
      signal: options.signal,
    };
    return String(await this.#caller.invoke('domain', { uuid: id, fn: 'virDomainGetXMLDesc', args: [flags] }, call));
  }

  renderDefinition(wanted: WantedDomain, host: HostReading): string {
    refuseOnEsx(this.uri, 'define');
    return renderDomain(wanted, host);
  }
  async define(definition: string, options?: CallOptions): Promise<DomainId> {
    refuseOnEsx(this.uri, 'define');
    return change.defineDomain(this.#changing, definition, options);
  }
  undefine(id: DomainId, options?: UndefineOptions): Promise<void> {
    return change.undefineDomain(this.#changing, id, options);
  }
  start(id: DomainId, options?: CallOptions): Promise<void> {
    return change.startDomain(this.#changing, id, options);
  }
  shutdown(id: DomainId, options?: CallOptions): Promise<void> {
    return change.changeDomain(this.#changing, 'shutdown', id, change.NATIVE_VERBS.shutdown, options);
  }
  destroy(id: DomainId, options?: CallOptions): Promise<void> {
    return change.destroyDomain(this.#changing, id, options);
  }
  reboot(id: DomainId, options?: CallOptions): Promise<void> {
    return change.changeDomain(this.#changing, 'reboot', id, change.NATIVE_VERBS.reboot, options);
  }
  async reset(id: DomainId, options?: CallOptions): Promise<void> {
    refuseOnEsx(this.uri, 'reset');
    return change.changeDomain(this.#changing, 'reset', id, change.NATIVE_VERBS.reset, options);
  }
  pause(id: DomainId, options?: CallOptions): Promise<void> {
    return change.changeDomain(this.#changing, 'pause', id, change.NATIVE_VERBS.pause, options);
  }
  async resume(id: DomainId, options?: CallOptions): Promise<void> {
    // A guest that put itself to sleep is woken, not resumed.
    const asleep = (await this.readDomain(id, options))?.state === 'suspended';
    return change.changeDomain(
      this.#changing,
      'resume',
      id,
      asleep ? change.NATIVE_VERBS.wakeUp : change.NATIVE_VERBS.resume,
      options,
    );
  }
  async save(id: DomainId, options?: CallOptions): Promise<void> {
    refuseOnEsx(this.uri, 'save');
    return change.saveDomain(this.#changing, id, options);
  }
  restore(id: DomainId, options?: CallOptions): Promise<void> {
    return change.restoreDomain(this.#changing, id, options);
  }
  discardSaved(id: DomainId, options?: CallOptions): Promise<void> {
    return change.discardSaved(this.#changing, id, options);
  }
  async setMemory(id: DomainId, memoryKiB: number, options?: CallOptions): Promise<void> {
    refuseOnEsx(this.uri, 'resize');
    return change.setMemory(this.#changing, id, memoryKiB, options);
  }
  async setVcpus(id: DomainId, vcpus: number, options?: CallOptions): Promise<void> {
    refuseOnEsx(this.uri, 'resize');
    return change.setVcpus(this.#changing, id, vcpus, options);
  }
  async writeMetadata(id: DomainId, metadata: GridMetadata, options?: CallOptions): Promise<void> {
    refuseOnEsx(this.uri, 'edit');
    return change.writeMetadata(this.#changing, id, metadata, options);
  }

  async migrate(
    id: DomainId,
    target: HostConnection,
    migrate: MigrateOptions,
    callbacks?: MigrateCallbacks,
    options?: CallOptions,
  ): Promise<MigrationReport> {
    if (!(target instanceof LibvirtConnection))
      throw new DriverError(
        'unsupported',
        'Could not migrate the domain: the target is not a host of the libvirt driver.',
      );
    if (target.uri === this.uri)
      throw new DriverError('refused', 'Could not migrate the domain: source and target are the same host.');
    if (!target.open)
      throw new DriverError('unreachable', 'Could not migrate the domain: the connection to the target is closed.');
    const { migration: abilities } = await this.capabilities({ signal: options?.signal });
    try {
      const report = await migrateDomain(
        {
          source: this.#caller,
          target: target.#caller,
          now: this.deps.now,
          abilities,
          forgetAtSource: async () => {
            await this.#guests.closePorts(id);
            await this.undefine(id, { livesOn: true });
          },
          runsAtTarget: async () => (await target.readDomain(id, { figures: false }))?.state === 'running',
        },
        id,
        migrate,
        callbacks,
        options,
      );
      if (migrate.live) await this.#learnParavirtual(target, id);
      return report;
    } catch (error) {
      if (migrate.live && isSendFailure(error)) await this.#learnNoShadow(id, error);
      throw error;
    } finally {
      this.#forget(id);
      target.#forget(id);
    }
  }
  /** A paravirtual guest that moved live has shown that the hypervisor can. */
  async #learnParavirtual(target: LibvirtConnection, id: DomainId): Promise<void> {
    if (!this.#isXen || this.#liveParavirtual !== undefined) return;
    // The move is done; that this could not be learned from it is no failure of it.
    const moved = await target.readDomain(id, { figures: false }).catch(() => undefined);
    if (moved?.definition?.guestMode === 'pv') this.#liveParavirtual = true;
  }

  /**
   * What libvirt says of a paravirtual guest where the hypervisor cannot log its writes; it goes on at the source.
   * @throws DriverError `unsupported` where that is it; returns where it is something else.
   */
  async #learnNoShadow(id: DomainId, error: DriverError): Promise<void> {
    if (!this.#isXen || this.#liveParavirtual === true) return;
    const here = await this.readDomain(id, { figures: false }).catch(() => undefined);
    if (here?.definition?.guestMode !== 'pv' || here.state !== 'running') return;
    this.#liveParavirtual = false;
    throw new DriverError(
      'unsupported',
      'Could not migrate the domain live: a hypervisor without shadow paging moves no paravirtual guest while it runs. Move it by stop and copy, or give it a PVH guest.',
      { native: error.native, cause: error },
    );
  }

  async migrationJob(id: DomainId, options?: CallOptions): Promise<MigrationProgress | undefined> {
    return migrationJob(this.#caller, id, this.deps.now, options);
  }
  abortMigration(id: DomainId, options?: CallOptions): Promise<void> {
    return abortMigration(this.#caller, id, options);
  }

  openConsole(id: DomainId, on: ConsoleListener, options?: CallOptions): Promise<DomainConsole> {
    return this.#guests.openConsole(id, on, options);
  }
  guestAddresses(id: DomainId, options?: CallOptions): Promise<readonly GuestAddress[]> {
    return this.#guests.addresses(id, options);
  }
  hearGuest(id: DomainId, options?: CallOptions): Promise<GuestSign> {
    return this.#guests.hear(id, options);
  }
  listenGuest(id: DomainId, listener: (sign: GuestSign) => void, options?: CallOptions): Promise<() => Promise<void>> {
    return this.#guests.listen(id, listener, options);
  }
}

/** libxl's words for any failure to send; its log, which libvirt does not give, says which. */
const isSendFailure = (error: unknown): error is DriverError =>
  DriverError.is(error) &&
  error.native?.name === 'VIR_ERR_INTERNAL_ERROR' &&
  error.native.message.includes('Failed to send migration data');
