/**
 * What a hypervisor says of a host and of the domains on it: the shapes that drivers fill, the inventory keeps and placement
 * decides on. Plain values; text inside them came from outside and is data.
 */
import type { DiskFacts, DomainState, GridMetadata, GuestMode, NicFacts } from './domain';
import type { DomainVerb } from './domain-actions';
import type { Architecture, HardwareVirtualization, Hypervisor } from './host';
import type { DomainId } from './ids';

/** By what a guest can be heard. */
export type GuestChannel = 'agent' | 'heartbeat';

/** What this host can do when a domain moves from or to it. */
export interface MigrationAbilities {
  readonly live: boolean;
  /**
   * Can a paravirtual guest leave this host live? Xen needs shadow paging for that, which Debian builds it without.
   * Undefined where no paravirtual guests run, or where nobody has tried yet and the host does not tell beforehand.
   */
  readonly liveParavirtual?: boolean | undefined;
  readonly cancel: boolean;
  /** Reports bytes and rounds while it runs; otherwise stages only. */
  readonly progress: boolean;
  readonly bandwidthCap: boolean;
  readonly downtimeCap: boolean;
  readonly autoConverge: boolean;
  readonly postCopy: boolean;
  readonly copyStorage: boolean;
}

/** What this host can do. Probed or documented, never assumed; a verb absent from `unsupported` is offered. */
export interface HostCapabilities {
  readonly unsupported: Partial<Record<DomainVerb, string>>;
  readonly events: boolean;
  /** Figures of all domains come in one answer; otherwise the driver reads them one by one. */
  readonly bulkStatistics: boolean;
  /** The host says by itself how busy its CPUs are; otherwise the driver adds up its domains where it can. */
  readonly nodeStatistics: boolean;
  readonly snapshots: boolean;
  readonly metadata: boolean;
  readonly migration: MigrationAbilities;
  /** Guest channel that can be heard: agent, serial heartbeat, or none. */
  readonly guestChannels: readonly GuestChannel[];
  /** Why its domains have no text console here, as a sentence; absent where they may have one. */
  readonly noConsole?: string | undefined;
  /** Why no program can be run on the host itself, as a sentence; absent where it can. */
  readonly noHostPrograms?: string | undefined;
  /** Why no network can be made here, as a sentence; absent where one may be. */
  readonly noNetworks?: string | undefined;
  /**
   * The abilities of `migration`, and `snapshots`, that this host was itself asked for; the others are concluded from the
   * kind of host. Absent: only `live`. The capability matrix calls nothing else probed.
   */
  readonly probed?: readonly (keyof MigrationAbilities | 'snapshots')[] | undefined;
}

/** A storage pool as its host sees it. */
export interface StorageReading {
  readonly name: string;
  readonly kind: string;
  readonly path?: string | undefined;
  readonly capacityBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  /** One storage seen by several hosts. */
  readonly shared: boolean;
}

/** A network or bridge that guests of the host can be attached to. */
export interface NetworkReading {
  readonly name: string;
  readonly kind: string;
  readonly active: boolean;
}

/** What a host lets pass between its guests and their networks. */
export interface NetworkFilterReading {
  readonly name: string;
  /** As the host has them, in words, e.g. `drop out: ip saddr 10.0.0.1`; `as no-mac-spoofing` where it takes over another's. */
  readonly rules: readonly string[];
}

/** By what a host that was started anew is told from one that only did not answer. */
export interface HostBoot {
  /** Of no meaning but this: it grows while the host is up, and begins anew when it is started. */
  readonly counterNs: bigint;
  /** When it was started, where its counters tell: up to some seconds late where its processors are shared. */
  readonly at?: Date | undefined;
}

/** Facts and figures of the host itself, one reading. */
export interface HostReading {
  readonly at: Date;
  readonly hostname: string;
  readonly hypervisor: Hypervisor;
  /** Hypervisor version as shown, e.g. `7.2.22`. */
  readonly hypervisorVersion: string;
  /** Management library or toolstack version, e.g. libvirt `9.0.0`. */
  readonly managementVersion?: string | undefined;
  /** Runs on top of a general operating system (GSX, Virtual Server, QEMU) rather than on the metal (Xen, ESX). */
  readonly hosted: boolean;
  readonly architecture: Architecture;
  readonly cpuModel: string;
  readonly cpuVendor?: string | undefined;
  /** Empty where the driver does not say. */
  readonly cpuFlags: readonly string[];
  readonly cpuCount: number;
  readonly cpuMHz?: number | undefined;
  readonly hardwareVirtualization: HardwareVirtualization;
  /** False where floating-point software assistance is not forwarded to guests (Xen/ia64 VTi). Undefined off IA-64. */
  readonly fpswa?: boolean | undefined;
  readonly memoryTotalKiB: number;
  /** Memory a new guest could take now. */
  readonly memoryFreeKiB: number;
  /** Cumulative busy CPU time in nanoseconds over all CPUs, for rates between readings; undefined where the driver cannot say. */
  readonly cpuBusyNs?: bigint | undefined;
  /** Undefined where the driver cannot say. */
  readonly boot?: HostBoot | undefined;
  readonly guestModes: readonly GuestMode[];
  /** Architectures a guest may have here; undefined where the driver does not say. */
  readonly guestArchitectures?: readonly Architecture[] | undefined;
  /** Most CPUs a guest may have here, of any machine type; undefined where the driver does not say. */
  readonly guestCpusMax?: number | undefined;
  /** Security models that label guests, e.g. `selinux`, `dac`; empty where none is on, undefined where the driver does not say. */
  readonly securityModels?: readonly string[] | undefined;
  /** Undefined where the host has nobody who filters, or the driver does not say. */
  readonly networkFilters?: readonly NetworkFilterReading[] | undefined;
  /** Machine types it can emulate, e.g. `pc-q35-7.2`; undefined where the driver does not say. */
  readonly machineTypes?: readonly string[] | undefined;
  /** Speed of the link migrations use, where the driver knows. */
  readonly migrationLinkBytesPerSecond?: number | undefined;
  readonly storage: readonly StorageReading[];
  readonly networks: readonly NetworkReading[];
}

/** Definition and statistics of one domain on one host, one reading. */
export interface DomainReading {
  readonly id: DomainId;
  readonly name: string;
  readonly at: Date;
  readonly state: DomainState;
  /** The hypervisor's own reason, e.g. `migrated`, `booted`, `postcopy`. */
  readonly stateReason?: string | undefined;
  readonly persistent: boolean;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly cpuTimeNs?: bigint | undefined;
  readonly blockReadBytes?: bigint | undefined;
  readonly blockWriteBytes?: bigint | undefined;
  readonly netReceiveBytes?: bigint | undefined;
  readonly netTransmitBytes?: bigint | undefined;
  /** Parsed definition; undefined where this reading was statistics only and the caller keeps the last one. */
  readonly definition?: DomainDefinition | undefined;
  /** Why the definition cannot be read now, as a sentence; said with every reading for as long as that is so. */
  readonly definitionUnreadable?: string | undefined;
}

/** What confines the domain's process on its host. */
export interface SecurityLabel {
  /** E.g. `selinux`, `apparmor`, `dac`. */
  readonly model: string;
  /** Undefined while the domain is off, where the host makes one for each run. */
  readonly label?: string | undefined;
}

/** The parsed definition of a domain. */
export interface DomainDefinition {
  readonly architecture: Architecture;
  readonly guestMode: GuestMode;
  readonly osType: string;
  readonly machine?: string | undefined;
  readonly kernel?: string | undefined;
  /** Booted with `kernel`: its first root file system, as a path on the host. */
  readonly initrd?: string | undefined;
  /** Booted with `kernel`: what it is told. It may hold secrets, and is not kept. */
  readonly commandLine?: string | undefined;
  readonly emulated: boolean;
  readonly cpuModel?: string | undefined;
  /** CPU features the guest was promised and a target must have. */
  readonly cpuFlags: readonly string[];
  readonly disks: readonly DiskFacts[];
  readonly nics: readonly NicFacts[];
  /** Undefined where the hypervisor tells of none: a domain that is off has none yet. */
  readonly securityLabels?: readonly SecurityLabel[] | undefined;
  readonly passthrough: readonly string[];
  readonly hasSnapshots: boolean;
  readonly metadata: GridMetadata;
  /** Hash of the definition text, so that a reader can skip what it knows. */
  readonly hash: string;
}
