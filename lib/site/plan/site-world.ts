/** What a site is planned against: hosts and domains as they are, and what Gridbox has made for the site. Plain values. */
import type { DomainId, HostId } from '@/lib/domain/ids';
import type { PlacementHost } from '@/lib/domain/placement';
import type { RebalanceDomain } from '@/lib/placement/rebalance/rebalance-input';

export interface WorldHost {
  readonly host: PlacementHost;
  /** The address by which Gridbox knows it. */
  readonly uri: string;
  /** Why no network can be made there, as a sentence; undefined where one may be. */
  readonly noNetworks?: string | undefined;
}

/** Of a domain that was made for the site what its host does not tell: a change of it means to make the domain anew. */
export interface MadeOf {
  /** `WantedImage.identity`. */
  readonly image: string;
  readonly diskBytes: number | undefined;
  /** Storage pool of its host that the disk lies in; undefined where that is not known. */
  readonly pool: string | undefined;
  readonly storage: 'local' | 'shared';
  /** What its host calls the network that it is attached to. */
  readonly network: string | undefined;
  readonly cpuModel: string | undefined;
  readonly address: string | undefined;
}

export interface MadeNode {
  readonly instance: string;
  readonly domainId: DomainId;
  readonly of: MadeOf;
}

export interface MadeNetwork {
  /** What the host calls it. */
  readonly name: string;
  readonly hostId: HostId;
  /** False: its making was begun and did not end well, so that it may be there or not. */
  readonly made: boolean;
}

/** A host of which maintenance is announced or under way while the site is to be there; in milliseconds of the epoch. */
export interface HostAway {
  readonly hostName: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface SiteWorld {
  readonly now: Date;
  /** All that Gridbox knows. */
  readonly hosts: readonly WorldHost[];
  /** All that are known to be on them, running or not. */
  readonly domains: readonly RebalanceDomain[];
  /** In the order in which they were made. */
  readonly nodes: readonly MadeNode[];
  readonly networks: readonly MadeNetwork[];
  /** Names of the secrets that its files may name. */
  readonly secrets: ReadonlySet<string>;
  /** Nothing new is put there where another host can take it. */
  readonly away: readonly HostAway[];
}
