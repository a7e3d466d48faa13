/** What is to be done so that the testbed is as a site file says. Plain values. */
import type { Role } from '@/lib/domain/domain';
import type { HostId } from '@/lib/domain/ids';

export const NODE_DEEDS = ['create', 'change', 'replace', 'keep', 'destroy'] as const;
export type NodeDeed = (typeof NODE_DEEDS)[number];

export interface PlannedHost {
  readonly hostId: HostId;
  readonly hostName: string;
}

/** One thing that is not as the file says. */
export interface Difference {
  /** `memory`, `processors`, `role`, `VO`, `host`, `state`, `apart`, `together`; of what is made anew `image`, `disk`, … */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

export interface OtherHost extends PlannedHost {
  /** Why not this one. */
  readonly why: string;
}

export interface PlannedNode {
  readonly instance: string;
  readonly domainName: string;
  /** Of a domain that is there. */
  readonly domainId: string | undefined;
  readonly role: Role | undefined;
  readonly vo: string | undefined;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly diskBytes: number | undefined;
  readonly deed: NodeDeed;
  /** Where it will be; of one that is destroyed where it is. Undefined: no host can take it. */
  readonly host: PlannedHost | undefined;
  /** Storage pool of the host that its disk is made in. */
  readonly pool: string | undefined;
  readonly why: string;
  readonly others: readonly OtherHost[];
  readonly differences: readonly Difference[];
  /** Why it cannot be done now. */
  readonly blockers: readonly string[];
  /** Image of the library that it cannot be made of as things are. */
  readonly missingImage?: MissingImage | undefined;
}

export interface MissingImage {
  readonly name: string;
  /** Its newest specification; undefined: the library has none of this name. */
  readonly specificationId: string | undefined;
}

export const STEP_VERBS = ['make-network', 'create', 'change', 'destroy', 'remove-network'] as const;
export type StepVerb = (typeof STEP_VERBS)[number];

/** One act; those without a way between them may be done at the same time. */
export interface PlanStep {
  /** @example 'create wn-2' */
  readonly id: string;
  readonly verb: StepVerb;
  readonly title: string;
  /** Of a domain its instance; of a network its name on hosts. */
  readonly subject: string;
  readonly hostName: string;
  /** Ids of steps that have to be done before it. */
  readonly after: readonly string[];
}

export interface HostUse extends PlannedHost {
  readonly memoryFreeKiB: number | undefined;
  readonly memoryFreeAfterKiB: number | undefined;
  /** Of this site, when it is done. */
  readonly domains: number;
}

export interface SitePlan {
  readonly nodes: readonly PlannedNode[];
  /** In an order in which they can be done one after the other. */
  readonly steps: readonly PlanStep[];
  /** Hosts that the site is on, or will be. */
  readonly hosts: readonly HostUse[];
  /** Hosts of the file that Gridbox does not know, with why. */
  readonly unboundHosts: readonly string[];
  readonly notes: readonly string[];
}

export const isBlocked = (plan: Pick<SitePlan, 'nodes'>): boolean =>
  plan.nodes.some(({ blockers }) => blockers.length > 0);
