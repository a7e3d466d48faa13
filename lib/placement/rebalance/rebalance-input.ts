/** What a rebalance is planned from. */
import type { HostId } from '@/lib/domain/ids';
import type { AffinityPeer, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { PastMigration } from '@/lib/domain/prediction';

export interface RebalanceDomain {
  readonly domain: PlacementDomain;
  readonly hostId: HostId;
  /** Title of the operation that holds it now. */
  readonly heldBy: string | undefined;
  /** Where the others of its affinity group run, on whichever host. */
  readonly affinityPeers?: readonly AffinityPeer[] | undefined;
  /** Processors it keeps busy: its vCPUs by their load; undefined where that is not known. Not levelled; a what-if tells it. */
  readonly cpusBusy?: number | undefined;
}

export interface RebalanceInput {
  readonly now: Date;
  /** Those that are to be levelled; others are not looked at. */
  readonly hosts: readonly PlacementHost[];
  /** All that are known to be on them, running or not. */
  readonly domains: readonly RebalanceDomain[];
  /** What is not to be levelled, where that is not all: a lost host's domains are started there all the same. */
  readonly beside?:
    | { readonly hosts: readonly PlacementHost[]; readonly domains: readonly RebalanceDomain[] }
    | undefined;
  /** Hosts whose loss the others could take up before a move can still be lost after it. */
  readonly keepsNPlusOne: boolean;
  /** VOs whose domains share a host with no other VO's. */
  readonly isolatedVos: readonly string[];
  readonly mostMoves: number;
  /** At the same time in all; the limits of each host are kept besides. */
  readonly atOnce: number;
  /** Ids of domains that somebody has struck out: they stay. */
  readonly struck: ReadonlySet<string>;
  /** What earlier moves teach of this domain's, by driver pair. */
  readonly historyOf: (domainId: string) => ReadonlyMap<string, readonly PastMigration[]>;
}
