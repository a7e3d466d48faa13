/**
 * A cluster as the balance planner sees it: hosts among which domains may be moved to and fro, and what may stand where.
 * Pure values; sizes in KiB.
 */

export interface BalanceHost {
  readonly id: string;
  readonly name: string;
  /** For domains: what the host has, less what its hypervisor keeps for itself. */
  readonly memoryKiB: number;
  readonly cpus: number;
  /** Why nothing may come here or leave now (maintenance, unreachable, a benchmark runs); undefined: both may. */
  readonly closed?: string | undefined;
  /** Hosts of one kind take the same domains: architecture, technology, processor, version. */
  readonly kind: string;
  /** The one VO whose domains it takes. */
  readonly onlyVo?: string | undefined;
}

export interface BalanceDomain {
  readonly id: string;
  readonly name: string;
  readonly hostId: string;
  /** What a host must have free to take it (`memoryNeedKiB`). */
  readonly memoryKiB: number;
  readonly vcpus: number;
  /** What it weighs beside its size, against other domains: 1 where nothing is known of it. */
  readonly load: number;
  /** Why it stays where it is; undefined: it may move. */
  readonly pinned?: string | undefined;
  /** Domains of one kind may run on the same kinds of host. */
  readonly kind: string;
  readonly vo: string | null;
  /** No two domains with a word in common stand on one host. */
  readonly apart?: readonly string[] | undefined;
  /** Those with the same word that are on one host stay together. */
  readonly together?: string | undefined;
}

export interface BalanceRules {
  /** Whether domains of one kind can be moved live to hosts of another: the capability matrix and the pre-check. */
  readonly takes: (domainKind: string, hostKind: string) => boolean;
  /** VOs that share a host with no other. */
  readonly isolatedVos: ReadonlySet<string>;
  /** Virtual to physical processors, at most. */
  readonly mostVcpusPerCpu: number;
  /** Hosts whose loss the others could take up before a step can still be lost after it. */
  readonly keepsNPlusOne: boolean;
}

export interface BalanceCluster {
  readonly hosts: readonly BalanceHost[];
  readonly domains: readonly BalanceDomain[];
  readonly rules: BalanceRules;
}

/** Domains that move as one: a single one, or those that stay together. */
export interface BalanceUnit {
  /** Indices into the domains of the cluster. */
  readonly domains: readonly number[];
  readonly memoryKiB: number;
  readonly vcpus: number;
  readonly load: number;
  readonly pinned: string | undefined;
  readonly kinds: readonly string[];
  readonly vos: readonly (string | null)[];
  readonly apart: readonly string[];
}

/** @returns units with the index of the host each is on; domains on hosts that the cluster does not name are left out. */
export function unitsOf(cluster: BalanceCluster): { readonly units: BalanceUnit[]; readonly hostOf: Int32Array } {
  const hostIndex = new Map(cluster.hosts.map((host, index) => [host.id, index]));
  const groups = new Map<string, number[]>();
  cluster.domains.forEach((domain, index) => {
    if (!hostIndex.has(domain.hostId)) return;
    const key = domain.together === undefined ? `alone ${index}` : `together ${domain.hostId} ${domain.together}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  const units: BalanceUnit[] = [];
  const hosts: number[] = [];
  for (const indices of groups.values()) {
    const members = indices.flatMap((index) => cluster.domains[index] ?? []);
    const sum = (pick: (domain: BalanceDomain) => number) => members.reduce((total, each) => total + pick(each), 0);
    units.push({
      domains: indices,
      memoryKiB: sum((each) => each.memoryKiB),
      vcpus: sum((each) => each.vcpus),
      load: sum((each) => each.load),
      pinned: members.find((each) => each.pinned !== undefined)?.pinned,
      kinds: [...new Set(members.map((each) => each.kind))],
      vos: [...new Set(members.map((each) => each.vo))],
      apart: [...new Set(members.flatMap((each) => each.apart ?? []))],
    });
    hosts.push(hostIndex.get(members[0]?.hostId ?? '') ?? -1);
  }
  return { units, hostOf: Int32Array.from(hosts) };
}
