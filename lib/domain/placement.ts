/**
 * What a placement decision looks at. Built from readings (`readings.ts`) and from Gridbox's own settings. Pure: page,
 * API and agent build the same values and get the same answer. Optional facts are checked only when given.
 */
import type { DriverName, HostClass, HostStatus } from './host';
import type { DomainId, HostId } from './ids';
import type { MigrationPrediction, PastMigration } from './prediction';
import type {
  DomainDefinition,
  DomainReading,
  HostCapabilities,
  HostReading,
  MigrationAbilities,
  StorageReading,
} from './readings';
import type { Refusal } from './refusals';

/** What is decided on of a host's reading. */
export interface PlacementHostReading extends Pick<
  HostReading,
  | 'hypervisor'
  | 'hypervisorVersion'
  | 'architecture'
  | 'cpuFlags'
  | 'hardwareVirtualization'
  | 'fpswa'
  | 'guestModes'
  | 'machineTypes'
  | 'memoryTotalKiB'
  | 'networks'
  | 'migrationLinkBytesPerSecond'
> {
  /** Undefined where the inventory does not know it. */
  readonly memoryFreeKiB: number | undefined;
  readonly storage: readonly (Pick<StorageReading, 'name' | 'path' | 'shared' | 'freeBytes'> &
    Partial<Pick<StorageReading, 'kind'>>)[];
}

/** Abilities that matter to a move, from the host's capabilities. */
interface PlacementHostAbilities extends MigrationAbilities, Pick<HostCapabilities, 'guestChannels'> {
  /** Sentence why the driver offers no migration at all. */
  readonly migrateUnsupported?: string | undefined;
}

export interface PlacementHost {
  readonly id: HostId;
  readonly name: string;
  readonly driver: DriverName;
  readonly simulated: boolean;
  readonly class: HostClass;
  readonly status: HostStatus;
  readonly statusReason?: string | undefined;
  readonly statusSince?: Date | undefined;
  /** When it was last read whole; undefined where it never was. */
  readonly seenAt?: Date | undefined;
  readonly maintenance: boolean;
  readonly limits: { readonly migrationsIn: number; readonly migrationsOut: number };
  /** Migrations arriving and leaving now, this move not counted. */
  readonly migrationsIn: number;
  readonly migrationsOut: number;
  /** Memory promised to migrations that are on their way here and not yet in `memoryFreeKiB`. */
  readonly memoryPromisedKiB?: number | undefined;
  /** Share of all CPUs busy, 0..1. */
  readonly cpuLoad?: number | undefined;
  /** Logical processors. */
  readonly cpuCount?: number | undefined;
  readonly reading?: PlacementHostReading | undefined;
  readonly abilities?: PlacementHostAbilities | undefined;
  /** Name of the benchmark that guards this host now. */
  readonly benchmark?: string | undefined;
  /** Memory that must stay free so that a peer's domains fit here when it fails (N+1). */
  readonly failoverReserveKiB?: number | undefined;
}

/** What is decided on of a domain's reading and definition. */
export interface PlacementDomain
  extends
    Pick<DomainReading, 'id' | 'name' | 'state' | 'vcpus' | 'memoryKiB' | 'maxMemoryKiB'>,
    Omit<DomainDefinition, 'osType' | 'cpuModel' | 'hash'> {
  /** While a split brain of it is unresolved: the hosts that claim it as running. Undefined: not in doubt. */
  readonly claimedBy?: readonly string[] | undefined;
  readonly missing: boolean;
  /** Memory really in use, where measured; a hypervisor sends untouched pages as next to nothing. */
  readonly memoryUsedKiB?: number | undefined;
  /** How fast the guest writes pages it had not written since the last round, where measured. */
  readonly dirtyBytesPerSecond?: number | undefined;
  /** Size of the memory it writes again and again, where measured. */
  readonly writableWorkingSetBytes?: number | undefined;
}

/** What the caller asks of the move; contract `MigrateDomain`. */
export interface MoveOptions {
  readonly live: boolean;
  readonly bandwidthMiBps?: number | undefined;
  readonly maxDowntimeMs?: number | undefined;
  readonly autoConverge?: boolean | undefined;
  readonly postCopy?: boolean | undefined;
  /** Copies the disks that only the source sees. */
  readonly copyStorage?: boolean | undefined;
}

export interface AffinityPeer {
  readonly domainId: DomainId;
  readonly domainName: string;
  readonly hostId: HostId;
  readonly hostName: string;
}

export interface PlacementContext {
  readonly now: Date;
  readonly options: MoveOptions;
  /** Facts older than this are not decided on; `STALE_AFTER_MS` by default. */
  readonly staleAfterMs?: number | undefined;
  /** Title of the operation that holds the domain now, this one not counted. */
  readonly heldBy?: string | undefined;
  /** Where the domains of this domain's anti-affinity group are now, itself left out. */
  readonly antiAffinityPeers?: readonly { readonly domainName: string; readonly hostId: HostId }[] | undefined;
  /**
   * Where the domains of this domain's affinity group run, or are on their way to; itself left out, and those that a plan moves
   * along with it.
   */
  readonly affinityPeers?: readonly AffinityPeer[] | undefined;
  /** Of plans: what would part a group is refused. A person who moves its first domain has to part it, and is told. */
  readonly holdsAffinity?: boolean | undefined;
  /** Memory quotas of the domain's VO by host class. `usedKiB` counts what runs there now. */
  readonly quotas?:
    | readonly { readonly hostClass: HostClass; readonly limitKiB: number; readonly usedKiB: number }[]
    | undefined;
  /** Queues of which the domain is the last head. */
  readonly lastHeadOf?: readonly string[] | undefined;
  readonly runningJobs?: number | undefined;
  /** Past migrations by driver pair; see `pairKey` in `lib/placement/pair-key.ts`. */
  readonly history?: ReadonlyMap<string, readonly PastMigration[]> | undefined;
}

/** `wait`: accepted, and starts when its turn comes. */
export type PlacementVerdict = 'ready' | 'ready-with-warnings' | 'wait' | 'refused';

/** What this pair of hosts can do; an option absent on either side is not offered. */
export type PairOptions = Omit<MigrationAbilities, 'liveParavirtual'>;

export interface PlacementCandidate {
  readonly hostId: HostId;
  readonly hostName: string;
  readonly verdict: PlacementVerdict;
  /** Every applicable reason, the ones that refuse first. */
  readonly refusals: readonly Refusal[];
  readonly memoryFreeKiB: number | undefined;
  readonly memoryFreeAfterKiB: number | undefined;
  /** 0..1, higher is better; 0 where refused. */
  readonly score: number;
  /** Why it scored so, best part first. */
  readonly scoreParts: readonly { readonly name: string; readonly value: number; readonly words: string }[];
  readonly prediction: MigrationPrediction | undefined;
  readonly options: PairOptions;
}
