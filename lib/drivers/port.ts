/**
 * The driver port: everything Gridbox asks of a hypervisor. Two drivers implement it (`libvirt`, `simulated`)
 * and one contract suite holds both to it (`lib/drivers/contract`).
 *
 * Rules every driver keeps:
 * - Each call takes `CallOptions`; when `deadlineMs` passes or `signal` fires the promise settles with a
 *   `DriverError` of kind `timeout` or `cancelled`, even if the native call underneath never returns.
 * - Everything thrown is a `DriverError`.
 * - A call on one connection never waits for another connection.
 * - Readings (`lib/domain/readings.ts`) are plain values; text inside them came from outside and is data.
 */
import type { GridMetadata } from '@/lib/domain/domain';
import type { GuestAddress } from '@/lib/domain/guest-address';
import type { DriverName } from '@/lib/domain/host';
import type { DomainId } from '@/lib/domain/ids';
import type { MoveOptions } from '@/lib/domain/placement';
import type { DomainReading, GuestChannel, HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { ImageFormat, WantedDomain } from '@/lib/domain/wanted-domain';

export interface CallOptions {
  /** Milliseconds after which the call is given up. Each driver has named defaults. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ConnectTarget {
  readonly uri: string;
  /** Only for transports that ask for them; never logged. */
  readonly credentials?: { readonly username?: string | undefined; readonly password?: string | undefined } | undefined;
}

export interface Driver {
  readonly name: DriverName;
  /** URI schemes it accepts, e.g. `qemu+unix`, without the colon. */
  readonly schemes: readonly string[];
  /** Is the driver usable on this machine, and if not, what would make it so? */
  available(): { readonly ok: true } | { readonly ok: false; readonly reason: string; readonly remedy: string };
  connect(target: ConnectTarget, options?: CallOptions): Promise<HostConnection>;
  /** Undefined where nothing is known of a host past its connection: then its second path and its fence are settings of the host. */
  readonly outOfBand?: OutOfBand | undefined;
  /** Frees everything, e.g. the event thread. Idempotent. */
  stop(): Promise<void>;
}

/** What a host's management card would say and do. @throws DriverError as any call */
export interface OutOfBand {
  /** Does the host live, whether or not its hypervisor answers? */
  isAlive(uri: string, options?: CallOptions): Promise<boolean>;
  /** Resolves once it is off, with everything that ran on it. Idempotent. */
  powerOff(uri: string, options?: CallOptions): Promise<void>;
}

export type DriverEvent =
  | { readonly kind: 'domain'; readonly domainId: DomainId; readonly what: string }
  | { readonly kind: 'agent'; readonly domainId: DomainId; readonly connected: boolean }
  | { readonly kind: 'closed'; readonly reason: string };

/** A sign of life from inside the guest. */
export interface GuestSign {
  readonly channel: GuestChannel;
  /** Our clock. */
  readonly heardAt: Date;
  /** The guest's own uptime, by its own clock, in milliseconds. A restart makes it smaller. */
  readonly uptimeMs: number;
  readonly sequence?: number | undefined;
  /** Beats that came before it where it was heard, oldest first; when they were sent is not known. Some of the last, not all. */
  readonly earlier?: readonly GuestBeat[] | undefined;
}

/** A beat by the guest's own count and clock. */
export interface GuestBeat {
  readonly sequence: number;
  readonly uptimeMs: number;
}

export interface MigrateOptions extends MoveOptions {
  /** Where the data goes, e.g. `tcp://127.0.0.1`; from the target host's settings. */
  readonly migrateUri?: string | undefined;
}

/** One progress reading. Absent figures were not reported; a driver never invents one. */
export interface MigrationProgress {
  readonly at: Date;
  readonly phase: 'preparing' | 'copying' | 'switching-over';
  readonly elapsedMs: number;
  readonly bytesTotal?: number | undefined;
  readonly bytesTransferred?: number | undefined;
  readonly bytesRemaining?: number | undefined;
  readonly dirtyBytesPerSecond?: number | undefined;
  readonly bandwidthBytesPerSecond?: number | undefined;
  /** Pre-copy rounds begun. */
  readonly rounds?: number | undefined;
  readonly throttlePercent?: number | undefined;
  readonly expectedDowntimeMs?: number | undefined;
  readonly postCopyActive?: boolean | undefined;
}

/** What the hypervisor says of a migration it calls complete. Reported, not verified. */
export interface MigrationReport {
  readonly elapsedMs: number;
  readonly reportedDowntimeMs?: number | undefined;
  readonly bytesTransferred?: number | undefined;
  readonly rounds?: number | undefined;
}

export interface MigrateCallbacks {
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
}

/** A file of a host, as its storage pools know it. */
export interface HostFile {
  readonly path: string;
  /** Length of the file itself; of a sparse one, holes included. */
  readonly bytes: number;
  /** Of the disk that the image is, by the same guess; undefined where the host does not say. */
  readonly capacityBytes?: number | undefined;
  /** The hypervisor's guess from the first bytes, which a guest may have written: never to be converted by. */
  readonly guessedFormat?: string | undefined;
  /** Another image that it is only a layer on, by the same guess. */
  readonly backingPath?: string | undefined;
}

/** Reading and writing whole files of a host through its hypervisor's storage pools, without a shell there. */
export interface HostFiles {
  /** Undefined where there is no such file. */
  stat(path: string, options?: CallOptions): Promise<HostFile | undefined>;
  /** Calls `sink` for each piece, in order; the next is asked for when it resolves. `deadlineMs` is for each piece. */
  read(path: string, sink: (piece: Uint8Array) => Promise<void>, options?: CallOptions): Promise<void>;
  /**
   * Makes the file, with its folder where that is missing, and fills it. An existing one is refused, never overwritten.
   * @returns its path as the host writes it.
   */
  write(
    file: {
      readonly folder: string;
      readonly name: string;
      readonly bytes: number;
      /** Length of the file where it is to be longer than what is written: zeros follow. */
      readonly capacityBytes?: number | undefined;
    },
    pieces: AsyncIterable<Uint8Array>,
    options?: CallOptions,
  ): Promise<string>;
  /** False where it was not there. */
  remove(path: string, options?: CallOptions): Promise<boolean>;
  /** Bytes free where `folder` is; undefined where the host does not say. */
  freeBytes(folder: string, options?: CallOptions): Promise<number | undefined>;
}

/** An image to be made. */
export interface NewImage {
  readonly folder: string;
  readonly name: string;
  readonly format: ImageFormat;
  readonly capacityBytes: number;
  /** A qcow2 image holds nothing but what differs from this one, which must stay as it is. */
  readonly base?: { readonly path: string; readonly format: ImageFormat } | undefined;
}

/** Disk images of a host, made, copied and removed by it. The simulated ones have a place and a size, and no content. */
export interface HostDisks {
  /** Undefined where there is no such file. */
  stat(path: string, options?: CallOptions): Promise<HostFile | undefined>;
  /**
   * Makes an empty image, with its folder where that is missing. An existing file is refused; `unsupported` where the host makes no
   * images but raw ones. @returns its path
   */
  make(image: NewImage, options?: CallOptions): Promise<string>;
  /**
   * Byte by byte; an existing file is refused. `deadlineMs` is for each piece.
   * @param onBytes told how much of it is written
   * @returns its path
   */
  copy(
    from: string,
    to: { readonly folder: string; readonly name: string },
    onBytes?: (written: number, of: number) => void,
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Puts bytes of ours there as they are, with the folder where that is missing; an existing file is refused. One whose upload
   * failed may be there in part. `deadlineMs` is for each piece. @returns its path
   */
  upload(
    source: UploadSource,
    to: { readonly folder: string; readonly name: string; readonly capacityBytes?: number | undefined },
    onBytes?: (written: number, of: number) => void,
    options?: CallOptions,
  ): Promise<string>;
  /** False where it was not there. */
  remove(path: string, options?: CallOptions): Promise<boolean>;
  /** Bytes free where `folder` is; undefined where the host does not say. */
  freeBytes(folder: string, options?: CallOptions): Promise<number | undefined>;
}

export interface UploadSource {
  /** How many there will be. */
  readonly bytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** A network that guests of a host can be attached to by its name. */
export interface HostNetwork {
  readonly name: string;
  readonly active: boolean;
  /** Gridbox made it, by the mark that it bears. */
  readonly ours: boolean;
}

/** Networks of a host that its own guests alone share: nothing is forwarded, no address given, none taken by the host. */
export interface HostNetworks {
  /** Undefined where there is none of that name. */
  stat(name: string, options?: CallOptions): Promise<HostNetwork | undefined>;
  /**
   * Makes it, starts it, and has it start with its host. Idempotent; `refused` where one of that name is not ours, `unsupported` where
   * the host makes none.
   * @param cidr addresses that its guests use, written down for people, e.g. `10.88.0.0/24`
   */
  make(network: { readonly name: string; readonly cidr?: string | undefined }, options?: CallOptions): Promise<void>;
  /** False where it was not there; `refused` for one that is not ours. Guests that are attached to it stay, and hear nobody. */
  remove(name: string, options?: CallOptions): Promise<boolean>;
}

export interface ConsoleListener {
  /** What the guest wrote, as it comes. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Once, where it ends without being closed: the domain stopped, moved away, or its host was lost. */
  readonly onEnd: () => void;
}

export interface DomainConsole {
  /** Types; resolves when the host has taken all of it. Calls are taken in their order. */
  write(bytes: Uint8Array, options?: CallOptions): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A program to run inside a guest, found on its path; no shell, the arguments are taken as they are. */
export interface GuestProgram {
  readonly argv: readonly [string, ...string[]];
  /** Its standard input, UTF-8. */
  readonly input?: string | undefined;
}

/** A program that was started in a guest; plain, so that it can be kept and asked after by another process. */
export interface GuestProcess {
  readonly pid: number;
  /**
   * Tells it from a later process of the same number, where the channel keeps that. What the program wrote is then kept until
   * `end`, so that is called for what has ended by itself too.
   */
  readonly key?: string | undefined;
}

export type GuestProgramState =
  | {
      readonly running: true;
      /** Asking costs the guest: after so long it is worth the next question. Undefined where it costs next to nothing. */
      readonly askAgainMs?: number | undefined;
    }
  | {
      readonly running: false;
      /** Undefined where a signal ended it. */
      readonly exitCode: number | undefined;
      readonly signal: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
      /** More was written than the channel keeps. */
      readonly truncated: boolean;
    };

/**
 * Running programs inside guests, by the guest's agent or by the shell at its console. Of one that has ended the first `read`
 * tells, and later ones may not, unless the process has a key.
 */
export interface GuestPrograms {
  /** Names of the only programs that guests here know; absent where they run what is on their disks. */
  readonly only?: readonly string[] | undefined;
  /**
   * `unsupported` where the domain has no channel for it, `timeout` or `refused` while nobody answers on it, `busy` while
   * somebody has the console open that it needs.
   */
  start(id: DomainId, program: GuestProgram, options?: CallOptions): Promise<GuestProcess>;
  /** `internal` where the guest does not know it (any more). */
  read(id: DomainId, process: GuestProcess, options?: CallOptions): Promise<GuestProgramState>;
  /** Kills it and what it started; `read` still tells what it wrote. Idempotent. */
  stop(id: DomainId, process: GuestProcess, options?: CallOptions): Promise<void>;
  /** The same, and forgets it. Idempotent. */
  end(id: DomainId, process: GuestProcess, options?: CallOptions): Promise<void>;
  /**
   * Does the hypervisor itself carry it? Then nothing but that guest is reached. An address that somebody wrote down may lead
   * to any machine that lets the agent's user in.
   */
  isFenced(id: DomainId, options?: CallOptions): Promise<boolean>;
}

/**
 * Running programs on the host itself, as a user without rights, in a folder of its own that goes with `end`. What a program
 * wrote is there until then, for whoever asks.
 */
export interface HostPrograms {
  /** `refused` where it cannot be started. */
  start(program: GuestProgram, options?: CallOptions): Promise<GuestProcess>;
  /** `internal` where the host does not know it (any more). */
  read(process: GuestProcess, options?: CallOptions): Promise<GuestProgramState>;
  /** Kills it and what it started, and forgets it. Idempotent. */
  end(process: GuestProcess, options?: CallOptions): Promise<void>;
}

export interface ReadDomainOptions extends CallOptions {
  /** False leaves the counters of CPU, network and disk out where they cost time: for whoever waits for the state alone. */
  readonly figures?: boolean | undefined;
}

export interface UndefineOptions extends CallOptions {
  /** True where the domain lives on at another host: nothing is deleted that it may use there (firmware variables, TPM state). */
  readonly livesOn?: boolean | undefined;
}

export interface HostConnection {
  readonly uri: string;
  readonly driver: DriverName;
  readonly open: boolean;
  /** Idempotent; pending calls settle with `unreachable`. */
  close(): Promise<void>;
  capabilities(options?: CallOptions): Promise<HostCapabilities>;
  readHost(options?: CallOptions): Promise<HostReading>;
  /** Every domain, active or not, with state and statistics, in bulk. `known` lets the driver leave out definitions that have not changed. */
  listDomains(
    options?: CallOptions & { readonly known?: ReadonlyMap<DomainId, string> | undefined },
  ): Promise<DomainReading[]>;
  /** One domain, whole; undefined where this host does not know it. */
  readDomain(id: DomainId, options?: ReadDomainOptions): Promise<DomainReading | undefined>;
  /** The definition as the hypervisor writes it (libvirt XML), without secrets; `stored`: what the next start will use. */
  readDefinition(id: DomainId, options?: CallOptions & { readonly stored?: boolean | undefined }): Promise<string>;
  /** Calls `listener` for each event until the returned function is called. An event means "look again". */
  watch(listener: (event: DriverEvent) => void): Promise<() => Promise<void>>;

  /**
   * The text that {@link define} takes for a domain that is to be made. Asks nobody; the same for the same arguments.
   * `refused` with a sentence where this kind of host cannot be told of such a domain.
   */
  renderDefinition(wanted: WantedDomain, host: HostReading): string;
  define(definition: string, options?: CallOptions): Promise<DomainId>;
  undefine(id: DomainId, options?: UndefineOptions): Promise<void>;
  /** Boots it; `refused` where its memory is saved, which a boot would lose or take up unasked. */
  start(id: DomainId, options?: CallOptions): Promise<void>;
  /** Asks the guest to power off; returns once asked. */
  shutdown(id: DomainId, options?: CallOptions): Promise<void>;
  destroy(id: DomainId, options?: CallOptions): Promise<void>;
  reboot(id: DomainId, options?: CallOptions): Promise<void>;
  reset(id: DomainId, options?: CallOptions): Promise<void>;
  pause(id: DomainId, options?: CallOptions): Promise<void>;
  resume(id: DomainId, options?: CallOptions): Promise<void>;
  /**
   * Writes the memory of a running domain to a disk of its host and turns it off; it then reads as `saved`. Returns when that
   * is done; a caller that leaves, or its deadline, does not stop it.
   */
  save(id: DomainId, options?: CallOptions): Promise<void>;
  /** Lets a saved domain run on where it was, and forgets the saved memory; `refused` where there is none. Goes on without its caller. */
  restore(id: DomainId, options?: CallOptions): Promise<void>;
  /** Deletes the saved memory: the domain is off, and boots at its next start. `refused` where there is none. */
  discardSaved(id: DomainId, options?: CallOptions): Promise<void>;
  /** Balloon target of a running domain (and its definition), in KiB. */
  setMemory(id: DomainId, memoryKiB: number, options?: CallOptions): Promise<void>;
  setVcpus(id: DomainId, vcpus: number, options?: CallOptions): Promise<void>;
  writeMetadata(id: DomainId, metadata: GridMetadata, options?: CallOptions): Promise<void>;

  /**
   * Moves the domain to `target` (same driver), persistent there, undefined here. Resolves with the hypervisor's report;
   * rejects with kind `cancelled` when `signal` fired, and the domain then runs on where it was. Where the source's
   * `capabilities().migration.cancel` is false nothing stops it: at the signal it rejects with `unsupported`, at the deadline
   * with `timeout`, where the target's connection is lost with `unreachable`, and the migration goes on without its caller.
   */
  migrate(
    id: DomainId,
    target: HostConnection,
    migrate: MigrateOptions,
    callbacks?: MigrateCallbacks,
    options?: CallOptions,
  ): Promise<MigrationReport>;
  /** Is a migration job active for this domain on this host? Used after the death of an agent. */
  migrationJob(id: DomainId, options?: CallOptions): Promise<MigrationProgress | undefined>;
  abortMigration(id: DomainId, options?: CallOptions): Promise<void>;

  /** Undefined where this driver cannot reach files of its hosts. */
  readonly files: HostFiles | undefined;
  /** Undefined where this driver makes no disks on its hosts. */
  readonly disks: HostDisks | undefined;
  /** Undefined where this driver makes no networks on its hosts; `capabilities().noNetworks` says why, and where this host makes none. */
  readonly networks: HostNetworks | undefined;
  /**
   * Opens the text console of a running domain; the guest's heartbeat, where it shares it, is left out. `refused` where another
   * program has it open, `unsupported` where the host has none (`capabilities().noConsole`).
   */
  openConsole(id: DomainId, on: ConsoleListener, options?: CallOptions): Promise<DomainConsole>;

  /** Undefined where no guest of this host can be told to run anything. */
  readonly programs: GuestPrograms | undefined;
  /** Undefined where nothing can be run on this host itself; `capabilities().noHostPrograms` says why. */
  readonly hostPrograms: HostPrograms | undefined;

  /**
   * What the guest says of the addresses of its interfaces, those that lead nowhere from outside left out. `unsupported` where it has no
   * agent that could be asked, `timeout` or `refused` while that does not answer.
   */
  guestAddresses(id: DomainId, options?: CallOptions): Promise<readonly GuestAddress[]>;
  /** Resolves with the first sign of life heard, or rejects with `timeout`. */
  hearGuest(id: DomainId, options?: CallOptions): Promise<GuestSign>;
  /** Calls `listener` for every heartbeat until stopped; for measuring silence. Rejects with `unsupported` where the guest has no heartbeat. */
  listenGuest(id: DomainId, listener: (sign: GuestSign) => void, options?: CallOptions): Promise<() => Promise<void>>;
}
