/**
 * The plan that empties a host: where each domain goes, why there and why not elsewhere, in which order, and what stands in
 * the way. The checks are those of a single move, asked of a world in which the moves before have been made; domains that are
 * kept together go to one host, one after the other. Pure.
 */
import type { BatchNode } from '@/lib/domain/batch';
import { type DrainChoice, type DrainStrategy, waitsForWorkers } from '@/lib/domain/drain';
import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Estimate } from '@/lib/domain/prediction';
import type { Refusal } from '@/lib/domain/refusals';
import { groupBy } from '@/lib/utils/group-by';
import type { TargetCounts } from '../choose-target';
import { DrainWorld, isToMove } from './drain-world';
import { jobsOf, type NodeJobs } from './node-jobs';
import { type DrainObstacle, stopCautions } from './stop-rules';

export interface DrainDomain {
  readonly domain: PlacementDomain;
  /** Processors it keeps busy: its vCPUs by their load; undefined where its load is not known. */
  readonly cpusBusy?: number | undefined;
  /** Of its own move: who holds it, where the others of its groups are, what earlier moves teach. */
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
  /** The host does not come back: whether its domains could is not asked. */
  readonly forGood?: boolean | undefined;
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
  /** Why it could not come back from there; undefined where it can, or does not go. */
  readonly oneWay: Refusal | undefined;
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
export type PlacedItem = Omit<DrainItem, 'jobs'>;

/** @throws Error where `sourceId` is none of the hosts: its caller has just read both. */
export function planDrain(input: DrainInput): DrainPlan {
  const source = input.hosts.find((host) => host.id === input.sourceId);
  if (source === undefined) throw new Error(`no host ${input.sourceId} among those of the plan`);
  const world = new DrainWorld(input, source);
  // The largest first: what is small finds room in what they leave.
  const items = unitsOf(input.domains).flatMap((unit) => {
    const nodes = new Map(unit.map(({ domain, node }) => [domain.id, node]));
    return world.place(unit).map((item) => withJobs(item, nodes.get(item.domain.id), input));
  });
  const acts = items.filter(({ strategy }) => strategy !== 'leave');
  const ofRoles = items.map(({ strategy, domain }) => ({ strategy, roles: domain.metadata.roles }));
  const isLast = ({ strategy, domain }: DrainItem): boolean =>
    waitsForWorkers({ strategy, roles: domain.metadata.roles }, ofRoles);
  const last = acts.filter(isLast).map((item) => ({ ...item, why: `${item.why} The worker nodes come first.` }));
  return {
    items: [...acts.filter((item) => !isLast(item)), ...last, ...items.filter(({ strategy }) => strategy === 'leave')],
    peers: world.peers(),
    ...totalsOf(acts, input.atOnce),
  };
}

/** Domains that move as one: those of a group that are to be moved, each other one alone. The largest first, and within a unit. */
function unitsOf(domains: readonly DrainDomain[]): (readonly DrainDomain[])[] {
  const units = groupBy(domains, (each) => {
    const group = each.domain.metadata.affinity;
    return group === undefined || !isToMove(each) ? `alone ${each.domain.id}` : `group ${group}`;
  });
  const size = (unit: readonly DrainDomain[]): number => unit.reduce((sum, { domain }) => sum + domain.memoryKiB, 0);
  const name = (unit: readonly DrainDomain[]): string => unit[0]?.domain.name ?? '';
  return [...units.values()]
    .map((unit) =>
      unit.toSorted((a, b) => b.domain.memoryKiB - a.domain.memoryKiB || (a.domain.name < b.domain.name ? -1 : 1)),
    )
    .toSorted((a, b) => size(b) - size(a) || (name(a) < name(b) ? -1 : 1));
}

function withJobs(item: PlacedItem, node: BatchNode | undefined, input: DrainInput): DrainItem {
  const { jobs, cautions } = jobsOf(item, node, { now: input.now, waitMinutes: input.jobWaitMinutes });
  const unknown =
    item.strategy === 'stop' || item.strategy === 'stop-and-restart' ? stopCautions(item.domain, node) : [];
  return { ...item, jobs, cautions: [...item.cautions, ...unknown, ...cautions] };
}

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
