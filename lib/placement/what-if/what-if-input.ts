/** What a what-if is planned from. */
import type { Role } from '@/lib/domain/domain';
import type { HostId } from '@/lib/domain/ids';
import type { PastDomain, PastHost, PastRecord, TestbedThen } from '@/lib/domain/past/records';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { RebalanceInput } from '../rebalance/rebalance-input';

export interface AddedDomains {
  /** Id of the domain that they are like: its technology and what it is attached to say where they may go. */
  readonly likeId: string;
  readonly count: number;
  readonly memoryKiB: number;
  readonly vcpus: number;
  readonly roles: readonly Role[];
}

/** What one of them is asked a place with; its name and id are of each one's own. */
export interface LikeStart {
  readonly added: AddedDomains;
  readonly origin: PlacementHost;
  readonly domain: PlacementDomain;
}

export interface ReplaySpan {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** The testbed at its beginning. */
  readonly before: TestbedThen;
  /** What was recorded since, in whatever order. */
  readonly hostChanges: readonly PastRecord<PastHost>[];
  readonly domainChanges: readonly PastRecord<PastDomain>[];
}

export interface WhatIfInput extends Pick<RebalanceInput, 'now' | 'hosts' | 'domains' | 'historyOf'> {
  /** In the order in which they are emptied. */
  readonly hostsRemoved: readonly HostId[];
  readonly domainsAdded: readonly AddedDomains[];
  readonly hostsAdded: readonly { readonly likeId: HostId; readonly count: number }[];
  /** Undefined: nothing of the past is played again. */
  readonly replay: ReplaySpan | undefined;
}
