import { DriverError } from '@/lib/drivers/errors';
import { domainId } from '@/lib/domain/ids';
import type { HostReading } from '@/lib/domain/readings';
import type { WantedDomain } from '@/lib/domain/wanted-domain';
import type {
  CallOptions,
  DomainConsole,
  DriverEvent,
  GuestPrograms,
  GuestSign,
  HostConnection,
  HostDisks,
  HostNetworks,
  MigrateCallbacks,
  MigrateOptions,
  MigrationReport,
} from '@/lib/drivers/port';
import { simulatedPrograms } from './guest-programs';
import { renderWanted } from './render-wanted';
import { NO_CONSOLE } from './world/capabilities';
import { CALL_DEADLINE_MS, HEAR_DEADLINE_MS, LIST_DEADLINE_MS, SAVE_DEADLINE_MS } from './limits';
import type { Method, Params, Push, Result } from './wire';
import type { WorldLink } from './world-link';

type Asked<M extends Method> = CallOptions & { readonly onPush?: ((value: Push<M>) => void) | undefined };

/** A connection to one simulated host. Many share one link; closing one leaves the others alone. */
export class SimulatedConnection implements HostConnection {
  /** A simulated disk has no content. */
  readonly files = undefined;
  readonly disks: HostDisks = {
    stat: async (path, options) => (await this.#call('statDisk', { path }, options)).file,
    make: async (image, options) => (await this.#call('makeDisk', { image }, options)).path,
    copy: async (from, to, onBytes, options) => {
      const { file } = await this.#call('copyDisk', { from, to }, options);
      onBytes?.(file.bytes, file.bytes);
      return file.path;
    },
    // The bytes are read and counted: what they are nobody could ask for again.
    upload: async (source, to, onBytes, options) => {
      let bytes = 0;
      for await (const piece of source.pieces) {
        bytes += piece.length;
        onBytes?.(bytes, source.bytes);
        options?.signal?.throwIfAborted();
      }
      return (await this.#call('uploadDisk', { to, bytes }, options)).path;
    },
    remove: async (path, options) => (await this.#call('removeDisk', { path }, options)).removed,
    freeBytes: async (folder, options) => (await this.#call('freeBytes', { folder }, options)).bytes,
  };
  readonly networks: HostNetworks = {
    stat: async (name, options) => (await this.#call('statNetwork', { name }, options)).network,
    make: async ({ name }, options) => void (await this.#call('makeNetwork', { name }, options)),
    remove: async (name, options) => (await this.#call('removeNetwork', { name }, options)).removed,
  };
  /** Its guests know the few programs that a comparison with an image asks, each of which ends at once. */
  readonly programs: GuestPrograms = simulatedPrograms(
    async (id, program, options) => await this.#call('runInside', { id, ...program }, options),
  );
  /** The host itself runs nothing. */
  readonly hostPrograms = undefined;
  readonly driver = 'simulated';
  readonly #watchers = new Set<(event: DriverEvent) => void>();
  readonly #forgetLink: () => void;
  #closed = false;

  constructor(
    readonly uri: string,
    readonly host: string,
    private readonly link: WorldLink,
    private readonly onClose: () => void,
  ) {
    this.#forgetLink = link.onBroken((reason) => this.#end(`The simulated testbed does not answer: ${reason}.`));
  }

  get open(): boolean {
    return !this.#closed;
  }

  close(): Promise<void> {
    this.#end(undefined);
    return Promise.resolve();
  }

  /** @param reason told to the watchers where nobody asked for the end */
  #end(reason: string | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgetLink();
    this.link.drop(this, closedError(this.uri));
    if (reason !== undefined) for (const listener of this.#watchers) listener({ kind: 'closed', reason });
    this.#watchers.clear();
    this.onClose();
  }

  async #call<M extends Method>(
    method: M,
    params: Params<M>,
    options: Asked<M> = {},
    defaultMs = CALL_DEADLINE_MS,
  ): Promise<Result<M>> {
    if (this.#closed) throw closedError(this.uri);
    const { deadlineMs = defaultMs, signal, onPush } = options;
    return await this.link.call(method, this.host, params, { deadlineMs, signal, onPush, owner: this });
  }

  capabilities(options?: CallOptions) {
    return this.#call('capabilities', {}, options);
  }
  readHost(options?: CallOptions) {
    return this.#call('readHost', {}, options);
  }
  listDomains(options?: CallOptions & { readonly known?: ReadonlyMap<string, string> | undefined }) {
    return this.#call('listDomains', { known: Object.fromEntries(options?.known ?? []) }, options, LIST_DEADLINE_MS);
  }
  async readDomain(id: string, options?: CallOptions) {
    return (await this.#call('readDomain', { id }, options)).reading;
  }
  async readDefinition(id: string, options?: CallOptions) {
    return (await this.#call('readDefinition', { id }, options)).definition;
  }

  async watch(listener: (event: DriverEvent) => void): Promise<() => Promise<void>> {
    const stop = new AbortController();
    this.#watchers.add(listener);
    // The stream ends when it is stopped, when this connection closes, or when the host is lost: then it says so.
    const stream = this.#call('watch', {}, { signal: stop.signal, onPush: listener }, Infinity);
    stream.catch((error: unknown) => {
      if (!stop.signal.aborted && !this.#closed) this.#end(error instanceof Error ? error.message : String(error));
    });
    // Frames are handled in order: once a later call is answered, the stream has begun.
    await this.#call('open', {});
    return () => {
      this.#watchers.delete(listener);
      stop.abort();
      return Promise.resolve();
    };
  }

  renderDefinition(wanted: WantedDomain, host: HostReading): string {
    return renderWanted(wanted, host);
  }
  async define(definition: string, options?: CallOptions) {
    return domainId((await this.#call('define', { definition }, options)).id);
  }
  async #act(
    method: 'undefine' | 'start' | 'shutdown' | 'destroy' | 'reboot' | 'reset' | 'pause' | 'resume',
    id: string,
    options?: CallOptions,
  ): Promise<void> {
    await this.#call(method, { id }, options);
  }
  undefine(id: string, options?: CallOptions) {
    return this.#act('undefine', id, options);
  }
  start(id: string, options?: CallOptions) {
    return this.#act('start', id, options);
  }
  shutdown(id: string, options?: CallOptions) {
    return this.#act('shutdown', id, options);
  }
  destroy(id: string, options?: CallOptions) {
    return this.#act('destroy', id, options);
  }
  reboot(id: string, options?: CallOptions) {
    return this.#act('reboot', id, options);
  }
  reset(id: string, options?: CallOptions) {
    return this.#act('reset', id, options);
  }
  pause(id: string, options?: CallOptions) {
    return this.#act('pause', id, options);
  }
  resume(id: string, options?: CallOptions) {
    return this.#act('resume', id, options);
  }
  async save(id: string, options?: CallOptions) {
    await this.#call('save', { id }, options, SAVE_DEADLINE_MS);
  }
  async restore(id: string, options?: CallOptions) {
    await this.#call('restore', { id }, options, SAVE_DEADLINE_MS);
  }
  async discardSaved(id: string, options?: CallOptions) {
    await this.#call('discardSaved', { id }, options);
  }
  async setMemory(id: string, memoryKiB: number, options?: CallOptions) {
    await this.#call('setMemory', { id, memoryKiB }, options);
  }
  async setVcpus(id: string, vcpus: number, options?: CallOptions) {
    await this.#call('setVcpus', { id, vcpus }, options);
  }
  async writeMetadata(id: string, metadata: Parameters<HostConnection['writeMetadata']>[1], options?: CallOptions) {
    await this.#call(
      'writeMetadata',
      { id, metadata: { ...metadata, roles: [...metadata.roles], tags: [...metadata.tags] } },
      options,
    );
  }

  /**
   * `signal` asks for cancelling. A pair that cannot cancel goes on to its end, and the call says so and ends: it never says
   * "it runs on where it was" without that being so. Its deadline gives up waiting, not the migration.
   */
  async migrate(
    id: string,
    target: HostConnection,
    migrate: MigrateOptions,
    callbacks?: MigrateCallbacks,
    options?: CallOptions,
  ): Promise<MigrationReport> {
    if (!(target instanceof SimulatedConnection))
      throw new DriverError('unsupported', 'A simulated domain moves between simulated hosts only.');
    if (options?.signal?.aborted === true)
      throw new DriverError('cancelled', 'The migration was cancelled before it began.');
    const { migrateUri: _unused, ...wanted } = migrate;
    let leave: (error: DriverError) => void = () => undefined;
    const left = new Promise<never>((_resolve, reject) => (leave = reject));
    left.catch(() => undefined);
    const onAbort = (): void => {
      this.abortMigration(id).catch((error: unknown) => {
        // Where it has just ended, the call itself tells how.
        if (!DriverError.is(error, 'unsupported')) return;
        const words =
          'Could not stop the migration. This hypervisor cannot stop one once it has begun: it goes on by itself.';
        leave(new DriverError('unsupported', words, { native: error.native, cause: error }));
      });
    };
    options?.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const params = { id, target: target.host, options: wanted };
      const moving = this.#call(
        'migrate',
        params,
        { deadlineMs: options?.deadlineMs, onPush: callbacks?.onProgress },
        Infinity,
      );
      // Once it was left, its outcome is for the hosts to tell.
      moving.catch(() => undefined);
      return await Promise.race([moving, left]);
    } finally {
      options?.signal?.removeEventListener('abort', onAbort);
    }
  }
  async migrationJob(id: string, options?: CallOptions) {
    return (await this.#call('migrationJob', { id }, options)).progress;
  }
  async abortMigration(id: string, options?: CallOptions) {
    await this.#call('abortMigration', { id }, options);
  }

  openConsole(_id: string): Promise<DomainConsole> {
    return Promise.reject(new DriverError('unsupported', NO_CONSOLE));
  }
  async guestAddresses(id: string, options?: CallOptions) {
    return (await this.#call('guestAddresses', { id }, options)).addresses;
  }
  hearGuest(id: string, options?: CallOptions) {
    return this.#call('hearGuest', { id }, options, HEAR_DEADLINE_MS);
  }
  async listenGuest(
    id: string,
    listener: (sign: GuestSign) => void,
    options?: CallOptions,
  ): Promise<() => Promise<void>> {
    const stop = new AbortController();
    const stream = this.#call('listenGuest', { id }, { signal: stop.signal, onPush: listener }, Infinity);
    const refusal = stream.then(
      () => undefined,
      (error: unknown) => error,
    );
    // Frames are handled in order: a refusal of the stream arrives before the answer to the next call.
    const begun = this.#call('open', {}, options).then(() => undefined);
    const error = await Promise.race([refusal, begun]);
    if (error !== undefined) throw error;
    return () => {
      stop.abort();
      return Promise.resolve();
    };
  }
}

const closedError = (uri: string): DriverError => new DriverError('unreachable', `The connection to ${uri} is closed.`);
