/**
 * What would be, if hosts went or came, domains came, and the past happened again: each asked of the planners that are asked of the
 * real inventory, on a copy of it. Hosts come first, then others are emptied one after the other, then domains are added, each in
 * the world of what came before. Pure, and the same for the same values.
 */
import { DEFAULT_JOB_WAIT_MINUTES } from '@/lib/domain/batch';
import { isActive } from '@/lib/domain/domain';
import { domainId, type HostId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { groupBy } from '@/lib/utils/group-by';
import { chooseTarget, type TargetCounts } from '../choose-target';
import { type DrainPlan, planDrain } from '../drain/plan-drain';
import { capacityKiB, memoryAvailableKiB } from '../memory-need';
import { planRebalance } from '../rebalance/plan-rebalance';
import type { RebalanceDomain } from '../rebalance/rebalance-input';
import type { ClassSurvival } from '../recovery/survival';
import { lossQuestions, MOST_LOSS_QUESTIONS, surveyInventory } from '../recovery/survey-inventory';
import { AddedHosts } from './add-hosts';
import { madeAnew, startCandidate, type SupposedStart } from './choose-start';
import { planReplay, type ReplayPlan } from './plan-replay';
import { SupposedWorld } from './supposed-world';
import type { AddedDomains, LikeStart, WhatIfInput } from './what-if-input';

export interface RemovedHost {
  readonly host: PlacementHost;
  readonly drain: DrainPlan;
  /** Names of domains that are off: their definitions go with it. */
  readonly off: readonly string[];
}

export interface PlacedDomain {
  readonly name: string;
  readonly target: { readonly hostId: HostId; readonly hostName: string } | undefined;
  readonly why: string;
  readonly counts: TargetCounts;
}
export interface AddedGroup {
  readonly added: AddedDomains;
  readonly like: PlacementDomain;
  /** In the order in which they are placed. */
  readonly placed: readonly PlacedDomain[];
}

interface HostUse {
  readonly memoryFreeKiB: number | undefined;
  /** Those that run. */
  readonly domains: number;
}
export interface WhatIfHost {
  readonly host: PlacementHost;
  /** Undefined: it is added. */
  readonly before: HostUse | undefined;
  /** Undefined: it is removed. */
  readonly after: HostUse | undefined;
}

export interface WhatIfPlan {
  readonly removed: readonly RemovedHost[];
  readonly added: readonly AddedGroup[];
  /** Those that came, went, or took something. */
  readonly hosts: readonly WhatIfHost[];
  readonly unchangedHosts: number;
  /** 0 is level; as a rebalance has it. */
  readonly spread: { readonly before: number; readonly after: number };
  /** N+1 by class; undefined: there is so much of both that it was not asked. */
  readonly survival:
    | { readonly before: readonly ClassSurvival[]; readonly after: readonly ClassSurvival[] }
    | undefined;
  readonly replay: ReplayPlan | undefined;
}

/** @throws Error where a host or domain that is named is none of the input: its caller has just read both */
export function planWhatIf(input: WhatIfInput): WhatIfPlan {
  const gone = new Set<string>(input.hostsRemoved);
  const byHost = groupBy(input.domains, ({ hostId }) => hostId);
  const newHosts = addedHosts(input, byHost);
  const world = new SupposedWorld([...input.hosts.filter(({ id }) => !gone.has(id)), ...newHosts], input.domains);
  const removed = input.hostsRemoved.map((id) => removeHost(input, world, id));
  // The largest first, as a drain has it: what is small finds room in what they leave.
  const starts = input.domainsAdded.map((added) => ({ added, ...startLike(input, added) }));
  const order = starts.toSorted(
    (a, b) => b.added.memoryKiB - a.added.memoryKiB || (a.like.name < b.like.name ? -1 : 1),
  );
  const numbers = new Map<string, number>();
  const added = order.map((each) => addDomains(input.now, world, each, numbers));
  const hosts = usesOf(input, newHosts, world);
  const changed = hosts.filter(({ before, after }) => !sameUse(before, after));
  const replaySettings = { input, gone, newHosts, starts };
  return {
    removed,
    added,
    hosts: changed,
    unchangedHosts: hosts.length - changed.length,
    spread: {
      before: spreadOf(input, input.hosts, input.domains),
      after: spreadOf(
        input,
        world.hosts(),
        world.domains().map((each) => ({ ...each, affinityPeers: world.togetherWith(each.domain) })),
      ),
    },
    survival: survivalsOf(input, world),
    replay: input.replay === undefined ? undefined : planReplay({ ...replaySettings, span: input.replay }),
  };
}

function addedHosts(input: WhatIfInput, byHost: ReadonlyMap<HostId, readonly RebalanceDomain[]>): PlacementHost[] {
  const make = new AddedHosts();
  return input.hostsAdded.flatMap(({ likeId, count }) => {
    const like = hostOf(input, likeId);
    const there = (byHost.get(likeId) ?? []).map(({ domain }) => domain);
    const memoryKiB = capacityKiB(like, there);
    if (memoryKiB === undefined) throw new Error(`what ${like.name} has for domains is not known`);
    return Array.from({ length: count }, () => make.make(like, memoryKiB, input.now));
  });
}

/** By the very plan of a drain. What finds no place there is in no world after it. */
function removeHost(input: WhatIfInput, world: SupposedWorld, id: HostId): RemovedHost {
  const source = hostOf(input, id);
  const there = world.domains().filter(({ hostId }) => hostId === id);
  const drain = planDrain({
    now: input.now,
    sourceId: id,
    hosts: [source, ...world.hosts()],
    domains: there.map(({ domain, heldBy, cpusBusy }) => ({
      domain,
      cpusBusy,
      context: { heldBy, ...world.groupsAround(domain), history: input.historyOf(domain.id) },
    })),
    // Asked where something is shut down by choice, which a what-if has none of.
    elsewhere: [],
    jobWaitMinutes: DEFAULT_JOB_WAIT_MINUTES,
    atOnce: Math.max(1, source.limits.migrationsOut),
    forGood: true,
  });
  const targets = new Map(drain.items.map(({ domain, target }) => [domain.id, target?.hostId]));
  for (const each of there) {
    const target = targets.get(each.domain.id);
    if (target === undefined) world.leave(each.domain.id);
    else world.arrive({ ...each, hostId: target });
  }
  const off = drain.items.filter(({ domain }) => !isActive(domain.state)).map(({ domain }) => domain.name);
  return { host: source, drain, off };
}

function startLike(
  input: WhatIfInput,
  added: AddedDomains,
): Omit<LikeStart, 'added'> & { readonly like: PlacementDomain } {
  const each = input.domains.find(({ domain }) => domain.id === added.likeId);
  if (each === undefined) throw new Error(`no domain ${added.likeId} among those of the what-if`);
  const like = each.domain;
  const { homeHost: _none, ...metadata } = like.metadata;
  const domain = madeAnew({
    ...like,
    memoryKiB: added.memoryKiB,
    maxMemoryKiB: Math.max(added.memoryKiB, like.maxMemoryKiB),
    vcpus: added.vcpus,
    // What another does of the guest says nothing of one that is not there yet.
    memoryUsedKiB: undefined,
    dirtyBytesPerSecond: undefined,
    writableWorkingSetBytes: undefined,
    metadata: { ...metadata, roles: added.roles },
  });
  return { like, origin: hostOf(input, each.hostId), domain };
}

function addDomains(
  now: Date,
  world: SupposedWorld,
  { added, like, origin, domain }: LikeStart & { readonly like: PlacementDomain },
  numbers: Map<string, number>,
): AddedGroup {
  const placed: PlacedDomain[] = [];
  for (let index = 0; index < added.count; index += 1) {
    const number = (numbers.get(like.id) ?? 0) + 1;
    numbers.set(like.id, number);
    const name = `${like.name} +${number}`;
    const last = placed.at(-1);
    // The world is as it was for the one before, which is the same in all but its name.
    if (last !== undefined && last.target === undefined) {
      placed.push({ ...last, name });
      continue;
    }
    const one = { ...domain, name, id: domainId(`${like.id} +${number}`) };
    placed.push({ name, ...placeOne(now, world, { domain: one, origin, ranOn: undefined }) });
  }
  return { added, like, placed };
}

function placeOne(now: Date, world: SupposedWorld, start: SupposedStart): Omit<PlacedDomain, 'name'> {
  const context = { now, ...world.groupsAround(start.domain) };
  const chosen = chooseTarget(world.hosts().map((host) => startCandidate(start, host, context)));
  if (chosen.kind === 'none') return { target: undefined, why: chosen.reason, counts: chosen.counts };
  const { hostId, hostName } = chosen.candidate;
  world.arrive({ domain: start.domain, hostId, heldBy: undefined });
  return { target: { hostId, hostName }, why: chosen.reason, counts: chosen.counts };
}

function hostOf({ hosts }: WhatIfInput, id: string): PlacementHost {
  const host = hosts.find((each) => each.id === id);
  if (host === undefined) throw new Error(`no host ${id} among those of the what-if`);
  return host;
}

function usesOf(input: WhatIfInput, newHosts: readonly PlacementHost[], world: SupposedWorld): WhatIfHost[] {
  const count = (domains: readonly RebalanceDomain[]) =>
    groupBy(
      domains.filter(({ domain }) => isActive(domain.state)),
      ({ hostId }) => hostId,
    );
  const [before, after] = [count(input.domains), count(world.domains())];
  const use = (host: PlacementHost, there: ReturnType<typeof count>): HostUse => ({
    memoryFreeKiB: memoryAvailableKiB(host),
    domains: there.get(host.id)?.length ?? 0,
  });
  const afterwards = (id: string): HostUse | undefined => {
    const host = world.host(id);
    return host === undefined ? undefined : use(host, after);
  };
  return [
    ...input.hosts.map((host) => ({ host, before: use(host, before), after: afterwards(host.id) })),
    ...newHosts.map((host) => ({ host, before: undefined, after: afterwards(host.id) })),
  ];
}

const sameUse = (one: HostUse | undefined, other: HostUse | undefined): boolean =>
  one?.memoryFreeKiB === other?.memoryFreeKiB &&
  one?.domains === other?.domains &&
  (one === undefined) === (other === undefined);

/** Of the planner of a rebalance, which is asked for no move. */
function spreadOf(
  { now, historyOf }: WhatIfInput,
  hosts: readonly PlacementHost[],
  domains: readonly RebalanceDomain[],
): number {
  const wish = { keepsNPlusOne: false, isolatedVos: [], mostMoves: 0, atOnce: 1, struck: new Set<string>() };
  return planRebalance({ now, historyOf, hosts, domains, ...wish }).spreadBefore;
}

function survivalsOf(input: WhatIfInput, world: SupposedWorld): WhatIfPlan['survival'] {
  const before = new SupposedWorld(input.hosts, input.domains);
  if (lossQuestions(before) + lossQuestions(world) > 2 * MOST_LOSS_QUESTIONS) return undefined;
  return { before: surveyInventory(input.now, before), after: surveyInventory(input.now, world) };
}
