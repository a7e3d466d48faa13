/**
 * The plan that empties a host: where each domain goes, why there and why not elsewhere, in which order, and what stands in
 * the way. The checks are those of a single move, asked of a world in which the moves before have been made. Pure.
 */
import { isActive } from '@/lib/domain/domain';
import type { BatchNode } from '@/lib/domain/batch';
import type { DrainChoice, DrainStrategy } from '@/lib/domain/drain';
import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Estimate } from '@/lib/domain/prediction';
import { type Refusal, type RefusalCode, severityOf } from '@/lib/domain/refusals';
import { checkAllHosts } from '../check-all-hosts';
import { chooseTarget, countReasons, type TargetCounts } from '../choose-target';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { jobsOf, type NodeJobs } from './node-jobs';
import { lastOfItsKind, stopCautions, type DrainObstacle } from './stop-rules';

export interface DrainDomain {
  readonly domain: PlacementDomain;
  /** Processors it keeps busy: its vCPUs by their load; undefined where its load is not known. */
  readonly cpusBusy?: number | undefined;
  /** Of its own move: who holds it, where its anti-affinity group is, what earlier moves teach. */
  readonly context: Omit<PlacementContext, 'now' | 'options'>;
  readonly choice?: DrainChoice | undefined;
  /** As its batch system said last; undefined where none knows it. */
  readonly node?: BatchNode | undefined;
}

export interface DrainInput {
  readonly now: Date;
  readonly sourceId: PlacementHost['id'];
  readonly hosts: readonly PlacementHost[];
  readonly domains: readonly DrainDomain[];
  /** Running domains with a role on other hosts, by VO: whether a stopped one is the last of its kind. */
  readonly elsewhere: readonly { readonly role: string; readonly vo: string | undefined }[];
  /** At the same time, at most. */
  readonly atOnce: number;
  /** How long jobs are waited for. */
  readonly jobWaitMinutes: number;
}

/** Of a host that was not chosen. */
export interface NotChosen {
  readonly hostName: string;
  /** It refuses; undefined: it could take the domain too, and `words` say what it would be like. */
  readonly refusal: Refusal | undefined;
  readonly words: string;
}

export interface DrainItem {
  readonly domain: PlacementDomain;
  readonly strategy: DrainStrategy;
  readonly live: boolean;
  readonly copyStorage: boolean;
  readonly target: PlacementCandidate | undefined;
  /** Why this strategy and this host. */
  readonly why: string;
  readonly counts: TargetCounts | undefined;
  /** The three that came next. */
  readonly notChosen: readonly NotChosen[];
  /** Each keeps the host from being emptied as planned. */
  readonly blockers: readonly DrainObstacle[];
  readonly cautions: readonly DrainObstacle[];
  /** What becomes of its jobs; undefined where no batch system knows it, or it stays. */
  readonly jobs: NodeJobs | undefined;
}

export interface DrainPeer {
  readonly hostId: PlacementHost['id'];
  readonly hostName: string;
  readonly arriving: readonly string[];
  readonly memoryTotalKiB: number | undefined;
  readonly memoryFreeKiB: number | undefined;
  readonly memoryFreeAfterKiB: number | undefined;
  readonly cpuLoad: number | undefined;
  /** Undefined where a load that counts is not known. */
  readonly cpuLoadAfter: number | undefined;
}

export interface DrainPlan {
  /** In the order in which they are carried out; what stays comes last. */
  readonly items: readonly DrainItem[];
  readonly peers: readonly DrainPeer[];
  /** Of all moves whose size is foretold. */
  readonly bytes: number;
  /** Of the whole; `low` if moves at once do not slow each other, `high` if they share one link wholly. */
  readonly durationMs: Estimate | undefined;
  /** Moves whose duration nobody can foretell; they are in neither figure. */
  readonly unforetold: number;
}

/** Before its jobs are looked at. */
type PlacedItem = Omit<DrainItem, 'jobs'>;

const NAMED_NOT_CHOSEN = 3;
const BLOCKERS_NAMED = 3;

/** @throws Error where `sourceId` is none of the hosts: its caller has just read both. */
export function planDrain(input: DrainInput): DrainPlan {
  const source = input.hosts.find((host) => host.id === input.sourceId);
  if (source === undefined) throw new Error(`no host ${input.sourceId} among those of the plan`);
  const world = new World(input, source);
  // The largest first: what is small finds room in what they leave.
  const order = input.domains.toSorted(
    (a, b) => b.domain.memoryKiB - a.domain.memoryKiB || (a.domain.name < b.domain.name ? -1 : 1),
  );
  const items = order.map((each) => withJobs(world.place(each), each.node, input));
  const acts = items.filter(({ strategy }) => strategy !== 'leave');
  return {
    items: [...acts, ...items.filter(({ strategy }) => strategy === 'leave')],
    peers: world.peers(),
    ...totalsOf(acts, input.atOnce),
  };
}

function withJobs(item: PlacedItem, node: BatchNode | undefined, input: DrainInput): DrainItem {
  const { jobs, cautions } = jobsOf(item, node, { now: input.now, waitMinutes: input.jobWaitMinutes });
  const unknown =
    item.strategy === 'stop' || item.strategy === 'stop-and-restart' ? stopCautions(item.domain, node) : [];
  return { ...item, jobs, cautions: [...item.cautions, ...unknown, ...cautions] };
}

/** The hosts as they are after the moves planned so far. */
class World {
  private readonly promised = new Map<string, number>();
  private readonly arriving = new Map<string, { readonly name: string; readonly cpusBusy: number | undefined }[]>();
  private readonly placed = new Map<string, PlacementHost['id']>();

  constructor(
    private readonly input: DrainInput,
    private readonly source: PlacementHost,
  ) {}

  place(each: DrainDomain): PlacedItem {
    const { domain, choice } = each;
    const active = isActive(domain.state);
    const strategy = choice?.strategy ?? (active ? 'migrate' : 'leave');
    const base = { domain, live: true, copyStorage: false, target: undefined, counts: undefined, notChosen: [] };
    if (strategy === 'leave') return { ...base, strategy, blockers: [], ...leaving(active) };
    if (!active) {
      const why = 'It is off: there is nothing to shut down or to move.';
      return { ...base, strategy: 'leave', why, blockers: [], cautions: [] };
    }
    if (strategy !== 'migrate') {
      const last = lastOfItsKind(domain, this.input.elsewhere);
      const why = strategy === 'stop' ? 'Chosen: it is shut down.' : 'Chosen: it is shut down until the host is back.';
      return { ...base, strategy, why, blockers: last, cautions: [] };
    }
    return this.move(each);
  }

  private move(each: DrainDomain): PlacedItem {
    const { domain, choice } = each;
    const live = choice?.live ?? domain.state === 'running';
    const copyStorage = choice?.copyStorage ?? false;
    const candidates = this.candidatesOf(each, { live, copyStorage });
    const wanted = choice?.targetHostId;
    const offered = wanted === undefined ? candidates : candidates.filter(({ hostId }) => hostId === wanted);
    const chosen = chooseTarget(offered);
    const base = { domain, strategy: 'migrate', live, copyStorage, counts: countReasons(candidates) } as const;
    if (chosen.kind === 'none') {
      const ways = this.otherWays(each, { live, copyStorage });
      return {
        ...base,
        target: undefined,
        why: wanted === undefined ? chosen.reason : 'The chosen host cannot take it.',
        notChosen: notChosen(candidates, undefined),
        blockers: blockersOf(offered, ways),
        cautions: [],
      };
    }
    const target = chosen.candidate;
    this.take(target.hostId, each);
    return {
      ...base,
      target,
      why: wanted === undefined ? chosen.reason : `Chosen by hand. ${chosen.reason}`,
      notChosen: notChosen(candidates, target.hostId),
      blockers: [],
      cautions: target.refusals.map((refusal) => ({ refusal })),
    };
  }

  /** Every host but the one that is emptied, with what the moves before have taken. */
  private candidatesOf(each: DrainDomain, options: { live: boolean; copyStorage: boolean }): PlacementCandidate[] {
    const hosts = this.input.hosts.map((host) => ({
      ...host,
      memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + (this.promised.get(host.id) ?? 0),
    }));
    const peers = each.context.antiAffinityPeers?.map((peer) => ({
      ...peer,
      hostId: this.placed.get(peer.domainName) ?? peer.hostId,
    }));
    const context = { ...each.context, antiAffinityPeers: peers, now: this.input.now, options };
    return checkAllHosts(each.domain, this.source.id, hosts, context).filter(({ hostId }) => hostId !== this.source.id);
  }

  private take(host: PlacementHost['id'], { domain, cpusBusy }: DrainDomain): void {
    this.promised.set(host, (this.promised.get(host) ?? 0) + memoryNeedKiB(domain));
    this.arriving.set(host, [...(this.arriving.get(host) ?? []), { name: domain.name, cpusBusy }]);
    this.placed.set(domain.name, host);
  }

  /** What else could be chosen for a domain that cannot go as it is. */
  private otherWays(each: DrainDomain, asked: { live: boolean; copyStorage: boolean }): string[] {
    const fits = (options: { live: boolean; copyStorage: boolean }): boolean =>
      this.candidatesOf(each, options).some(({ verdict }) => verdict !== 'refused');
    const ways = [];
    if (asked.live && fits({ ...asked, live: false }))
      ways.push('By stop and copy a host takes it: choose that, or shut it down.');
    if (!asked.copyStorage && fits({ ...asked, copyStorage: true }))
      ways.push('With its disks copied along a host takes it: choose that, or shut it down.');
    return ways;
  }

  peers(): DrainPeer[] {
    return this.input.hosts
      .filter((host) => this.arriving.has(host.id))
      .map((host) => {
        const arriving = this.arriving.get(host.id) ?? [];
        const free = memoryAvailableKiB(host);
        const busy = arriving.map(({ cpusBusy }) => cpusBusy);
        const { cpuLoad, cpuCount } = host;
        const known = cpuLoad !== undefined && cpuCount !== undefined && cpuCount > 0;
        return {
          hostId: host.id,
          hostName: host.name,
          arriving: arriving.map(({ name }) => name),
          memoryTotalKiB: host.reading?.memoryTotalKiB,
          memoryFreeKiB: free,
          memoryFreeAfterKiB: free === undefined ? undefined : free - (this.promised.get(host.id) ?? 0),
          cpuLoad,
          cpuLoadAfter:
            known && busy.every((each) => each !== undefined)
              ? Math.min(1, cpuLoad + busy.reduce((sum, each) => sum + each, 0) / cpuCount)
              : undefined,
        };
      });
  }
}

function leaving(active: boolean): Pick<DrainItem, 'why' | 'cautions'> {
  return active
    ? {
        why: 'Chosen: it stays, and runs on.',
        cautions: [{ sentence: 'The host is not empty with it.', remedy: 'Migrate it, or shut it down.' }],
      }
    : { why: 'It is off, and stays defined here.', cautions: [] };
}

/**
 * The reasons of those that refuse, each with its example: first what the hosts say that are nearest to taking it, for a host
 * with one reason against it is mended sooner than one with four; then the commonest. What else could be done comes with the first.
 */
function blockersOf(candidates: readonly PlacementCandidate[], ways: readonly string[]): DrainObstacle[] {
  const byCode = new Map<RefusalCode, { refusal: Refusal; hosts: number; fewest: number }>();
  for (const { refusals } of candidates) {
    const reasons = refusals.filter((each) => severityOf(each) === 'refuse');
    // The gravest comes first, and mending the others would not help.
    const [refusal] = reasons;
    if (refusal === undefined) continue;
    const known = byCode.get(refusal.code);
    if (known === undefined) byCode.set(refusal.code, { refusal, hosts: 1, fewest: reasons.length });
    else byCode.set(refusal.code, { ...known, hosts: known.hosts + 1, fewest: Math.min(known.fewest, reasons.length) });
  }
  const found = [...byCode.values()]
    .toSorted((a, b) => a.fewest - b.fewest || b.hosts - a.hosts)
    .slice(0, BLOCKERS_NAMED);
  if (found.length === 0) return [{ sentence: 'There is no other host.', remedy: 'Add one, or shut the domain down.' }];
  return found.map(({ refusal, hosts }, index) => ({ refusal, hosts, ways: index === 0 ? ways : [] }));
}

/** Those that could take it come first, the best of them before; then those that refuse, the nearest to taking it first. */
function notChosen(candidates: readonly PlacementCandidate[], chosen: string | undefined): NotChosen[] {
  return candidates
    .filter(({ hostId }) => hostId !== chosen)
    .toSorted((a, b) => b.score - a.score || against(a) - against(b) || (a.hostName < b.hostName ? -1 : 1))
    .slice(0, NAMED_NOT_CHOSEN)
    .map((candidate) => {
      const refusal = candidate.refusals.find((each) => severityOf(each) === 'refuse');
      const parts = candidate.scoreParts.slice(0, 2).map((part) => part.words);
      return { hostName: candidate.hostName, refusal, words: parts.join(', ') };
    });
}

const against = ({ refusals }: PlacementCandidate): number =>
  refusals.filter((each) => severityOf(each) === 'refuse').length;

/** @param acts what is carried out, in its order */
function totalsOf(acts: readonly DrainItem[], atOnce: number): Pick<DrainPlan, 'bytes' | 'durationMs' | 'unforetold'> {
  const moves = acts.flatMap(({ target }) => target ?? []);
  const durations = moves.flatMap(({ prediction }) => prediction?.durationMs ?? []);
  return {
    bytes: moves.reduce((sum, { prediction }) => sum + (prediction?.bytes ?? 0), 0),
    unforetold: moves.length - durations.length,
    durationMs:
      durations.length === 0
        ? undefined
        : {
            value: Math.round(
              spanOf(
                durations.map(({ value }) => value),
                atOnce,
              ),
            ),
            low: Math.round(
              spanOf(
                durations.map(({ low }) => low),
                atOnce,
              ),
            ),
            high: Math.round(durations.reduce((sum, { high }) => sum + high, 0)),
          },
  };
}

/** How long a list of works takes where `atOnce` are under way, each next one begun when one ends. */
export function spanOf(durations: readonly number[], atOnce: number): number {
  const places = Array.from({ length: Math.max(1, Math.min(atOnce, durations.length)) }, () => 0);
  for (const duration of durations) {
    const soonest = places.indexOf(Math.min(...places));
    places[soonest] = (places[soonest] ?? 0) + duration;
  }
  return Math.max(0, ...places);
}
