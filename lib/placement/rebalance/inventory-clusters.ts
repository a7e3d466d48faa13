/**
 * The inventory as the balance planner sees it: which host may take which domain is what the checks of a single move say, no
 * other rule. Hosts between which domains can be moved form a pool, and each pool is levelled by itself: an Itanium host that
 * stands idle relieves no Xeon.
 */
import { isActive, PINNED_TAG } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import type { PlacementHost } from '@/lib/domain/placement';
import { describeRefusal, type Refusal, severityOf } from '@/lib/domain/refusals';
import { groupBy } from '@/lib/utils/group-by';
import type { BalanceCluster, BalanceDomain, BalanceHost, BalanceRules } from '../balance/cluster';
import { DOMAIN_CHECKS } from '../checks/domain-checks';
import { hostRefusals } from '../checks/host-checks';
import { capacityKiB, memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { groupsThatStay } from './groups-that-stay';
import { Kinds, KIND_OFF } from './kinds';
import type { RebalanceDomain, RebalanceInput } from './rebalance-input';

/**
 * Virtual processors to each of a host, at most: the default of Ganeti's instance policy (`vcpu-ratio`). Fewer, and a testbed of
 * worker nodes that sleep could not be levelled; more, and a host would be given work that it cannot do.
 */
export const MOST_VCPUS_PER_CPU = 4;
/**
 * In pools of more hosts than these it is not asked whether each could be lost: where not every domain may go everywhere that is
 * a search for every host after every move, and a plan would take minutes. The plan says so.
 */
export const MOST_HOSTS_LOSS_CHECKED = 100;

/** Why something takes no part, told short for a list and with what it is about. */
export interface Apart {
  readonly code: string;
  readonly sentence: string;
}

export interface InventoryClusters {
  readonly pools: readonly BalanceCluster[];
  /** All hosts of the pools together: what may be done at the same time is asked of it. */
  readonly whole: BalanceCluster;
  /** By host id: why it takes no part. */
  readonly closed: ReadonlyMap<string, Apart>;
  /** By domain id, of those that run on hosts that take part: why it stays. */
  readonly pinned: ReadonlyMap<string, Apart>;
}

/** @param joins ids of domains that are on their way to the rest of their group: a group that is parted stays otherwise */
export function clustersOf(input: RebalanceInput, joins: ReadonlySet<string> = new Set()): InventoryClusters {
  const kinds = new Kinds(input.now);
  const byHost = groupBy(input.domains, ({ hostId }) => hostId);
  const closed = new Map<string, Apart>();
  const open: PlacementHost[] = [];
  const balanceHosts = new Map<string, BalanceHost>();
  for (const host of input.hosts) {
    const there = byHost.get(host.id) ?? [];
    const memoryKiB =
      capacityKiB(
        host,
        there.map(({ domain }) => domain),
      ) ?? 0;
    const why = closedBy(host, input, memoryKiB);
    if (why !== undefined) closed.set(host.id, why);
    else {
      open.push(host);
      const kind = kinds.hostKind(host);
      balanceHosts.set(host.id, { id: host.id, name: host.name, memoryKiB, cpus: host.cpuCount ?? 0, kind });
    }
  }
  const pinned = pinnedIn(open, byHost, input, joins);
  const domains: BalanceDomain[] = [];
  for (const host of open)
    for (const each of byHost.get(host.id) ?? []) {
      // What is off holds nothing; those it keeps apart keep away from it all the same.
      if (!isActive(each.domain.state) && each.domain.metadata.antiAffinity === undefined) continue;
      domains.push(balanceDomain(each, kinds.domainKind(each.domain, host), pinned.get(each.domain.id)));
    }
  const rules: BalanceRules = {
    takes: (domainKind, hostKind) => kinds.takes(domainKind, hostKind),
    isolatedVos: new Set(input.isolatedVos),
    mostVcpusPerCpu: MOST_VCPUS_PER_CPU,
    keepsNPlusOne: input.keepsNPlusOne,
  };
  const hosts = open.flatMap((host) => balanceHosts.get(host.id) ?? []);
  const whole = { hosts, domains, rules };
  const running = new Map(
    domains.flatMap(({ id, kind }) => {
      const why = kind === KIND_OFF ? undefined : pinned.get(id);
      return why === undefined ? [] : [[id, why] as const];
    }),
  );
  return { pools: poolsOf(whole), whole, closed, pinned: running };
}

function closedBy(host: PlacementHost, { now }: RebalanceInput, memoryKiB: number): Apart | undefined {
  const [refusal] = hostRefusals(host, { now, options: { live: true } });
  if (refusal !== undefined) return apart(refusal);
  if (memoryAvailableKiB(host) === undefined) return apart({ code: 'memory-unknown', values: { host: host.name } });
  if (host.limits.migrationsIn === 0)
    return apart({ code: 'migrations-not-allowed', values: { end: 'target', host: host.name } });
  if (host.limits.migrationsOut === 0)
    return apart({ code: 'migrations-not-allowed', values: { end: 'source', host: host.name } });
  if (!(memoryKiB > 0)) return { code: 'no-memory', sentence: `${host.name} has no memory for domains.` };
  if (host.cpuCount === undefined || host.cpuCount <= 0)
    return { code: 'no-processors', sentence: `How many processors ${host.name} has is not known.` };
  return undefined;
}

const apart = (refusal: Refusal): Apart => ({ code: refusal.code, sentence: describeRefusal(refusal).sentence });

/** Why domains stay, by id: for themselves, or for their group. */
function pinnedIn(
  open: readonly PlacementHost[],
  byHost: ReadonlyMap<string, readonly RebalanceDomain[]>,
  input: RebalanceInput,
  joins: ReadonlySet<string>,
): Map<string, Apart> {
  const pinned = new Map<string, Apart>();
  for (const host of open) {
    const there = byHost.get(host.id) ?? [];
    for (const each of there) {
      const why = pinnedBy(each, host, input);
      if (why !== undefined) pinned.set(each.domain.id, why);
    }
    for (const [id, why] of groupsThatStay(there, pinned, joins)) pinned.set(id, why);
  }
  return pinned;
}

function pinnedBy(each: RebalanceDomain, source: PlacementHost, input: RebalanceInput): Apart | undefined {
  const { domain, heldBy } = each;
  if (input.struck.has(domain.id)) return { code: 'struck-out', sentence: `${domain.name} was struck out.` };
  if (domain.metadata.tags.includes(PINNED_TAG))
    return { code: 'pinned', sentence: `${domain.name} has the tag ${PINNED_TAG}.` };
  // Of a paused one nobody wants to know what a move would do to it; it is not worth a standstill either.
  if (domain.state !== 'running')
    return { code: 'not-running', sentence: `${domain.name} is ${STATE_LABELS[domain.state]}.` };
  const context = { now: input.now, options: { live: true }, heldBy };
  const move = { domain, source, target: source, context };
  const refusal = DOMAIN_CHECKS.flatMap((check) => check.find(move)).find((found) => severityOf(found) !== 'warn');
  return refusal === undefined ? undefined : apart(refusal);
}

function balanceDomain({ domain, hostId }: RebalanceDomain, kind: string, why: Apart | undefined): BalanceDomain {
  const active = isActive(domain.state);
  const { antiAffinity, affinity, vo } = domain.metadata;
  return {
    id: domain.id,
    name: domain.name,
    hostId,
    memoryKiB: active ? memoryNeedKiB(domain) : 0,
    vcpus: active ? domain.vcpus : 0,
    // One each, as in hbal: how busy it is just now changes sooner than a plan is read.
    load: active ? 1 : 0,
    kind: active ? kind : KIND_OFF,
    vo: vo ?? null,
    ...(antiAffinity === undefined ? {} : { apart: [antiAffinity] }),
    ...(affinity === undefined || !active ? {} : { together: affinity }),
    ...(why === undefined ? {} : { pinned: why.sentence }),
  };
}

/** Hosts are of one pool where a domain of the one may go to the other, or to a third with which both are. */
function poolsOf(whole: BalanceCluster): BalanceCluster[] {
  const { hosts, domains, rules } = whole;
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    while ((parent.get(root) ?? root) !== root) root = parent.get(root) ?? root;
    parent.set(id, root);
    return root;
  };
  const ofKind = groupBy(hosts, ({ kind }) => kind);
  const asked = new Set<string>();
  for (const { hostId, kind, pinned } of domains) {
    if (pinned !== undefined || asked.has(`${hostId} ${kind}`)) continue;
    asked.add(`${hostId} ${kind}`);
    for (const [hostKind, there] of ofKind)
      if (rules.takes(kind, hostKind)) for (const { id } of there) parent.set(find(id), find(hostId));
  }
  const there = groupBy(domains, ({ hostId }) => find(hostId));
  return [...groupBy(hosts, ({ id }) => find(id))].map(([root, members]) => ({
    hosts: members,
    domains: there.get(root) ?? [],
    rules: { ...rules, keepsNPlusOne: rules.keepsNPlusOne && members.length <= MOST_HOSTS_LOSS_CHECKED },
  }));
}
