/** The hosts of a drain as they are after the moves planned so far, and where each domain goes from there. */
import { isActive } from '@/lib/domain/domain';
import type { DrainStrategy } from '@/lib/domain/drain';
import type { AffinityPeer, PlacementCandidate, PlacementHost } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';
import { checkAllHosts } from '../check-all-hosts';
import { chooseTarget, countReasons } from '../choose-target';
import { checkMove } from '../check-move';
import { isMendable, refusing } from '../nearest';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { togetherWords } from '../together-words';
import { candidatesOfAll, groupBlocker, memberBlockers, notChosen } from './drain-candidates';
import type { DrainDomain, DrainInput, DrainPeer, PlacedItem } from './plan-drain';
import { type DrainObstacle, lastOfItsKind } from './stop-rules';

/** What becomes of a domain: as chosen, else what runs is moved and the rest stays. */
const strategyOf = ({ domain, choice }: DrainDomain): DrainStrategy =>
  choice?.strategy ?? (isActive(domain.state) ? 'migrate' : 'leave');

/** Of one that is off nothing can be moved, whatever is chosen. */
export const isToMove = (each: DrainDomain): boolean => strategyOf(each) === 'migrate' && isActive(each.domain.state);

interface Way {
  readonly live: boolean;
  readonly copyStorage: boolean;
}
const wayOf = ({ domain, choice }: DrainDomain): Way => ({
  live: choice?.live ?? domain.state === 'running',
  copyStorage: choice?.copyStorage ?? false,
});

export class DrainWorld {
  private readonly promised = new Map<string, number>();
  private readonly arriving = new Map<string, { readonly name: string; readonly cpusBusy: number | undefined }[]>();
  private readonly placed = new Map<string, PlacementHost['id']>();

  constructor(
    private readonly input: DrainInput,
    private readonly source: PlacementHost,
  ) {}

  /** @param unit a domain alone, or those that go to one host together */
  place(unit: readonly DrainDomain[]): readonly PlacedItem[] {
    const [first] = unit;
    return first === undefined ? [] : isToMove(first) ? this.move(unit) : unit.map((each) => this.keep(each));
  }

  private keep(each: DrainDomain): PlacedItem {
    const { domain } = each;
    const active = isActive(domain.state);
    const strategy = strategyOf(each);
    const base = {
      domain,
      live: true,
      copyStorage: false,
      target: undefined,
      counts: undefined,
      notChosen: [],
      oneWay: undefined,
    };
    if (strategy === 'leave') return { ...base, strategy, blockers: [], ...leaving(active) };
    if (!active) {
      const why = 'It is off: there is nothing to shut down or to move.';
      return { ...base, strategy: 'leave', why, blockers: [], cautions: [] };
    }
    const last = lastOfItsKind(domain, this.input.elsewhere);
    const why = strategy === 'stop' ? 'Chosen: it is shut down.' : 'Chosen: it is shut down until the host is back.';
    const parted = strategy === 'stop-and-restart' ? partedUntilHome(each, this.peersOf(each, [])) : [];
    return { ...base, strategy, why, blockers: last, cautions: parted };
  }

  private move(unit: readonly DrainDomain[]): PlacedItem[] {
    const own = unit.map((each, index) => this.candidatesOf(each, wayOf(each), unit, index));
    const candidates = candidatesOfAll(own);
    const wanted = new Set(unit.flatMap(({ choice }) => choice?.targetHostId ?? []));
    const isOffered = ({ hostId }: PlacementCandidate): boolean => [...wanted].every((each) => each === hostId);
    const { chosen, oneWays } = this.chooseWithWayHome(candidates.filter(isOffered), unit);
    const counts = countReasons(candidates);
    if (chosen.kind === 'none') {
      const group = groupBlocker(unit, candidates.filter(isOffered), wanted.size);
      return unit.map((each, index) => {
        const alone = (own[index] ?? []).filter(isOffered);
        const canAlone = wanted.size > 1 || alone.some(({ verdict }) => verdict !== 'refused');
        return {
          domain: each.domain,
          strategy: 'migrate',
          ...wayOf(each),
          counts,
          target: undefined,
          why: wanted.size === 0 ? chosen.reason : 'The chosen host cannot take it.',
          notChosen: notChosen(candidates, undefined),
          blockers: canAlone ? [group] : memberBlockers(alone, this.otherWays(each, unit, index)),
          cautions: [],
          oneWay: undefined,
        };
      });
    }
    const { hostId } = chosen.candidate;
    return unit.flatMap((each, index) => {
      const target = own[index]?.find((candidate) => candidate.hostId === hostId);
      if (target === undefined) return [];
      this.take(hostId, each);
      const reason = wanted.size === 0 ? chosen.reason : `Chosen by hand. ${chosen.reason}`;
      return {
        domain: each.domain,
        strategy: 'migrate',
        ...wayOf(each),
        counts,
        target,
        why: `${reason}${withOthers(each, unit)}`,
        notChosen: notChosen(candidates, hostId),
        blockers: [],
        cautions: target.refusals.map((refusal) => ({ refusal })),
        oneWay: oneWays[index],
      };
    });
  }

  /**
   * The best host from which all of them could come back; where there is none, the best. A drain is for a while, and a host that
   * is a little better is not worth a domain that stays away.
   */
  private chooseWithWayHome(offered: readonly PlacementCandidate[], unit: readonly DrainDomain[]) {
    const best = chooseTarget(offered);
    if (best.kind === 'none' || this.input.forGood === true) return { chosen: best, oneWays: [] };
    const oneWays = this.oneWaysFrom(best.candidate.hostId, unit);
    if (oneWays.every((each) => each === undefined)) return { chosen: best, oneWays };
    const back = chooseTarget(
      offered.filter(
        ({ hostId, verdict }) =>
          verdict !== 'refused' && this.oneWaysFrom(hostId, unit).every((each) => each === undefined),
      ),
    );
    if (back.kind === 'none') return { chosen: best, oneWays };
    const reason = `${back.reason} From ${best.candidate.hostName} it could not come back.`;
    return { chosen: { ...back, reason }, oneWays: [] };
  }

  /** Of each domain why it could not come back from there, by what stays so; what passes until then is not counted. */
  private oneWaysFrom(from: PlacementHost['id'], unit: readonly DrainDomain[]): readonly (Refusal | undefined)[] {
    const there = this.input.hosts.find(({ id }) => id === from);
    return unit.map((each) => {
      const context = { ...each.context, now: this.input.now, options: wayOf(each) };
      const refusals = checkMove(each.domain, there, this.source, context);
      return refusing(refusals).find((refusal) => !isMendable(refusal));
    });
  }

  /**
   * Every host but the one that is emptied, with what the moves before have taken.
   * @param index of the domain in its unit: those before it go to the same host, whichever it is
   */
  private candidatesOf(each: DrainDomain, way: Way, unit: readonly DrainDomain[], index: number): PlacementCandidate[] {
    const before = unit.slice(0, index).map(({ domain }) => domain);
    const along = before.reduce((sum, domain) => sum + memoryNeedKiB(domain), 0);
    const hosts = this.input.hosts.map((host) => ({
      ...host,
      memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + (this.promised.get(host.id) ?? 0) + along,
    }));
    const peers = each.context.antiAffinityPeers?.flatMap((peer) =>
      before.some(({ name }) => name === peer.domainName)
        ? hosts.map(({ id }) => ({ ...peer, hostId: id }))
        : [{ ...peer, hostId: this.placed.get(peer.domainName) ?? peer.hostId }],
    );
    const context = {
      ...each.context,
      antiAffinityPeers: peers,
      affinityPeers: this.peersOf(each, unit),
      holdsAffinity: true,
      now: this.input.now,
      options: way,
    };
    return checkAllHosts(each.domain, this.source.id, hosts, context).filter(({ hostId }) => hostId !== this.source.id);
  }

  /** Of its group those that run on when the plan is done, and do not go along. */
  private peersOf({ context }: DrainDomain, unit: readonly DrainDomain[]): readonly AffinityPeer[] {
    const others = (context.affinityPeers ?? []).filter(
      (peer) => !unit.some(({ domain }) => domain.id === peer.domainId),
    );
    return others.filter((peer) => {
      const own = this.input.domains.find(({ domain }) => domain.id === peer.domainId);
      return own === undefined || !STOPPED.includes(strategyOf(own));
    });
  }

  private take(host: PlacementHost['id'], { domain, cpusBusy }: DrainDomain): void {
    this.promised.set(host, (this.promised.get(host) ?? 0) + memoryNeedKiB(domain));
    this.arriving.set(host, [...(this.arriving.get(host) ?? []), { name: domain.name, cpusBusy }]);
    this.placed.set(domain.name, host);
  }

  /** What else could be chosen for a domain that cannot go as it is. */
  private otherWays(each: DrainDomain, unit: readonly DrainDomain[], index: number): string[] {
    const asked = wayOf(each);
    const fits = (way: Way): boolean =>
      this.candidatesOf(each, way, unit, index).some(({ verdict }) => verdict !== 'refused');
    const ways = [];
    if (asked.live && fits({ ...asked, live: false }))
      ways.push('By stop and copy a host takes it: choose that, or shut it down.');
    if (!asked.copyStorage && fits({ ...asked, copyStorage: true }))
      ways.push('With its disks copied along a host takes it: choose that, or shut it down.');
    const left = this.peersOf(each, unit).filter(({ hostId }) => hostId === this.source.id);
    if (left.length > 0) ways.push(`Or migrate ${left.map(({ domainName }) => domainName).join(' and ')} as well.`);
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

const STOPPED: readonly DrainStrategy[] = ['stop', 'stop-and-restart'];

function withOthers({ domain }: DrainDomain, unit: readonly DrainDomain[]): string {
  const others = unit.flatMap((other) => (other.domain.id === domain.id ? [] : other.domain.name));
  const { affinity } = domain.metadata;
  return affinity === undefined || others.length === 0 ? '' : ` ${togetherWords(others, affinity)}`;
}

function leaving(active: boolean): Pick<PlacedItem, 'why' | 'cautions'> {
  return active
    ? {
        why: 'Chosen: it stays, and runs on.',
        cautions: [{ sentence: 'The host is not empty with it.', remedy: 'Migrate it, or shut it down.' }],
      }
    : { why: 'It is off, and stays defined here.', cautions: [] };
}

/** It is started again where it was, and the others of its group may be elsewhere then. */
function partedUntilHome({ domain }: DrainDomain, peers: readonly AffinityPeer[]): DrainObstacle[] {
  if (peers.length === 0) return [];
  const names = peers.map(({ domainName }) => domainName).join(' and ');
  return [
    {
      sentence: `It is started here again, and ${names} of its group ${domain.metadata.affinity ?? ''} may be elsewhere then.`,
      remedy: 'Send the others home with the host, or migrate it along with them.',
    },
  ];
}
