/** What a rebalance says of itself, in sentences. Pure. */
import { formatSpread } from '@/lib/domain/rebalance';
import type { PlacementHost } from '@/lib/domain/placement';
import { describeRefusal } from '@/lib/domain/refusals';
import { groupBy } from '@/lib/utils/group-by';
import { togetherWords } from '../together-words';
import type { BalanceCluster } from '../balance/cluster';
import type { BalanceStep, HostUse } from '../balance/plan-balance';
import type { Apart } from './inventory-clusters';
import type { DroppedMove } from './plan-rebalance';
import type { RebalanceInput } from './rebalance-input';
import type { RebalanceWorld } from './rebalance-world';

/**
 * Why a move is worth making: both hosts before and after, the spread of the hosts that could take each other's domains, and which
 * measures of it the move changes.
 * @param madeUp of one that raises the spread: whether a later move brings it below what it was
 */
export function stepWords(world: RebalanceWorld, step: BalanceStep, madeUp: boolean): string {
  const { from, to, before, after, scoreBefore, scoreAfter } = step;
  const [source, target] = [world.host(from), world.host(to)];
  const uses = `${useWords(source, before.source, after.source)}; ${useWords(target, before.target, after.target)}.`;
  const spread = `${formatSpread(scoreBefore)} to ${formatSpread(scoreAfter)}`;
  if (scoreAfter <= scoreBefore) return `${uses} The spread of their group falls from ${spread}${partsWords(step)}.`;
  const later = madeUp
    ? 'it is one half of an exchange, and a later move more than makes up for it'
    : 'no later move makes up for it';
  return `${uses} Alone it takes the spread of their group from ${spread}: ${later}.`;
}

const PARTS = [
  ['load', 'the number of domains, which counts four times'],
  ['memory', 'memory'],
  ['cpu', 'vCPUs'],
] as const;

/** What the spread falls by, the measure that gives most first. @example ': by 0.42 for memory, though 0.02 more for vCPUs' */
function partsWords({ partsBefore, partsAfter }: BalanceStep): string {
  const changes = PARTS.map(([part, words]) => ({ words, less: partsBefore[part] - partsAfter[part] }));
  const told = (less: number): boolean => formatSpread(Math.abs(less)) !== formatSpread(0);
  const better = changes.filter(({ less }) => less > 0 && told(less)).toSorted((a, b) => b.less - a.less);
  const worse = changes.filter(({ less }) => less < 0 && told(less));
  if (better.length === 0) return '';
  const less = better.map((each) => `${formatSpread(each.less)} for ${each.words}`).join(', ');
  const more = worse.map((each) => `${formatSpread(-each.less)} more for ${each.words}`).join(', ');
  return `: by ${less}${more === '' ? '' : `; but ${more}`}`;
}

/** Of a domain that others go with; empty of one that goes alone. */
export function groupWords(world: RebalanceWorld, { domains }: BalanceStep, id: string): string {
  const group = world.domain(id)?.domain.metadata.affinity;
  const others = domains.filter((other) => other !== id).flatMap((other) => world.domain(other)?.domain.name ?? []);
  return group === undefined || others.length === 0 ? '' : ` ${togetherWords(others, group)}`;
}

/** @example 'dempsey-01 from 81 to 69 % of its memory, from 2.5 to 2.25 vCPUs a CPU and from 9 to 8 domains' */
const useWords = (host: PlacementHost | undefined, before: HostUse, after: HostUse): string =>
  `${before.name} from ${percent(memoryInUse(host, before))} to ${percent(memoryInUse(host, after))} % of its memory, from ${ratio(before.vcpusPerCpu)} to ${ratio(after.vcpusPerCpu)} vCPUs a CPU and from ${before.domains} to ${after.domains} domains`;
/** As the table of hosts has it: of all that the host has, and what its hypervisor keeps is in use. */
function memoryInUse(host: PlacementHost | undefined, { memoryShare, memoryLeftKiB }: HostUse): number {
  const total = host?.reading?.memoryTotalKiB ?? 0;
  return total > 0 ? 1 - memoryLeftKiB / total : memoryShare;
}
const percent = (share: number): number => Math.round(share * 100);
const ratio = (value: number): string => String(Math.round(value * 100) / 100);

/** Where the search was given up before it found a move. */
export const GIVEN_UP =
  'The moves that would level the hosts most are forbidden, as a rule because a host could not be lost any more; the search for others was given up.';

const MOST_REASONS = 3;

/** Why nothing is to be done: a good answer, as long as it says what it rests on. */
export function nothingWords(
  input: RebalanceInput,
  pools: readonly BalanceCluster[],
  closed: ReadonlyMap<string, Apart>,
  pinned: ReadonlyMap<string, Apart>,
): string {
  if (input.hosts.length === 0) return 'There is no host to look at.';
  const open = input.hosts.length - closed.size;
  const hosts = open === 1 ? 'One host takes' : `${open} hosts take`;
  if (open < 2)
    return `${open === 0 ? 'No host takes' : hosts} part, so there is nothing to level. ${reasons(closed)}`.trim();
  const domains = pools.reduce((sum, pool) => sum + pool.domains.filter(({ memoryKiB }) => memoryKiB > 0).length, 0);
  if (domains === 0) return `${hosts} part, and no domain runs on them.`;
  if (pinned.size === domains) return `None of the ${domains} domains that run may be moved. ${reasons(pinned)}`;
  if (pools.every((pool) => pool.hosts.length < 2))
    return `${hosts} part, but none can take a domain of another: ask the candidates of a domain for the reasons.`;
  return 'The hosts are as level as moves can make them: none that may be made is worth its traffic.';
}

/** The commonest reasons, each by an example. */
function reasons(apart: ReadonlyMap<string, Apart>): string {
  const groups = [...groupBy([...apart.values()], ({ code }) => code).values()].toSorted((a, b) => b.length - a.length);
  return groups
    .slice(0, MOST_REASONS)
    .flatMap((group) => group[0] ?? [])
    .map(({ sentence }) => sentence)
    .join(' ');
}

/** Why a planned move is not made. @example droppedWords(dropped, 'wn-02', 'dempsey-03') // 'wn-02 does not go to dempsey-03: …' */
export function droppedWords({ why, refusal }: DroppedMove, domainName: string, targetName: string): string {
  if (why === 'gone') return `${domainName} is not where it was.`;
  const reason =
    refusal !== undefined
      ? describeRefusal(refusal).sentence
      : why === 'loss'
        ? 'a host could not be lost any more then.'
        : why === 'together'
          ? 'others of its group do not go along, and they stay together.'
          : 'a rule of this plan forbids it now: room, processors, VOs, or a host that takes no part.';
  return `${domainName} does not go to ${targetName} any more: ${reason}`;
}
