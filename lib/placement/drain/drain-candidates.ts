/** The hosts that could take a domain of a drain, or all of a group, and what is said of those that do not. Pure. */
import type { PlacementCandidate } from '@/lib/domain/placement';
import { describeRefusal, type Refusal, type RefusalCode } from '@/lib/domain/refusals';
import { sortRefusals, verdictOf } from '../check-move';
import { hindrance, nearestRefusal, refusing } from '../nearest';
import { namesOf } from '../together-words';
import type { DrainDomain, NotChosen } from './plan-drain';
import type { DrainObstacle } from './stop-rules';

const NAMED_NOT_CHOSEN = 3;
const BLOCKERS_NAMED = 3;

/**
 * Each host as it is for all of a unit: refused where it refuses one of them, scored by the mean.
 * @param own candidates of each domain, hosts in the same order
 */
export function candidatesOfAll(own: readonly (readonly PlacementCandidate[])[]): readonly PlacementCandidate[] {
  const [first = [], ...others] = own;
  if (others.length === 0) return first;
  return first.map((candidate, index) => {
    const all = [candidate, ...others.flatMap((each) => each[index] ?? [])];
    const refusals = sortRefusals(unlike(all.flatMap((each) => each.refusals)));
    const refused = verdictOf(refusals) === 'refused';
    return {
      ...candidate,
      refusals,
      verdict: verdictOf(refusals),
      memoryFreeAfterKiB: all.at(-1)?.memoryFreeAfterKiB,
      score: refused ? 0 : all.reduce((sum, { score }) => sum + score, 0) / all.length,
      // What is told of a host is told of it with all of them there.
      scoreParts: refused ? [] : (all.at(-1)?.scoreParts ?? []),
    };
  });
}

const unlike = (refusals: readonly Refusal[]): readonly Refusal[] => [
  ...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values(),
];

/** Why nobody of a unit goes where each could alone. @param wanted how many hosts were chosen by hand */
export function groupBlocker(
  unit: readonly DrainDomain[],
  candidates: readonly PlacementCandidate[],
  wanted: number,
): DrainObstacle {
  const group = `Group ${unit[0]?.domain.metadata.affinity ?? ''} goes to one host`;
  const names = namesOf(unit.map(({ domain }) => domain.name));
  if (wanted > 1)
    return { sentence: `${group}, and different ones are chosen for ${names}.`, remedy: 'Choose one for all of them.' };
  const nearest = nearestRefusal(candidates.map(({ refusals }) => refusals));
  const nearly = nearest === undefined ? '' : ` Nearest: ${describeRefusal(nearest).sentence}`;
  return {
    sentence: `${group}, and ${wanted === 1 ? 'the chosen one does not take' : 'none takes'} all of it: ${names}.${nearly}`,
    remedy: 'Free room for all of it on one host, shut some of it down, or take a domain out of the group.',
  };
}

/**
 * The reasons of those that refuse, each with its example: first what the hosts say that are nearest to taking it, for a host
 * with one reason against it is mended sooner than one with four; then the commonest. What else could be done comes with the first.
 */
export function memberBlockers(candidates: readonly PlacementCandidate[], ways: readonly string[]): DrainObstacle[] {
  const byCode = new Map<RefusalCode, { refusal: Refusal; hosts: number; fewest: number }>();
  for (const candidate of candidates) {
    const reasons = refusing(candidate.refusals);
    for (const [index, refusal] of reasons.entries()) {
      const known = byCode.get(refusal.code);
      // The gravest comes first, and mending the others would not help: they are counted where another host has them first.
      const own = { refusal, hosts: 1, fewest: index === 0 ? reasons.length : Infinity };
      if (known === undefined) byCode.set(refusal.code, own);
      else
        byCode.set(refusal.code, {
          refusal: own.fewest < known.fewest ? refusal : known.refusal,
          hosts: known.hosts + 1,
          fewest: Math.min(known.fewest, own.fewest),
        });
    }
  }
  const found = [...byCode.values()]
    .filter(({ fewest }) => fewest !== Infinity)
    .toSorted((a, b) => a.fewest - b.fewest || b.hosts - a.hosts)
    .slice(0, BLOCKERS_NAMED);
  if (found.length === 0) return [{ sentence: 'There is no other host.', remedy: 'Add one, or shut the domain down.' }];
  return found.map(({ refusal, hosts }, index) => ({ refusal, hosts, ways: index === 0 ? ways : [] }));
}

/** Those that could take it come first, the best of them before; then those that refuse, the nearest to taking it first. */
export function notChosen(candidates: readonly PlacementCandidate[], chosen: string | undefined): NotChosen[] {
  return candidates
    .filter(({ hostId }) => hostId !== chosen)
    .toSorted((a, b) => b.score - a.score || against(a) - against(b) || (a.hostName < b.hostName ? -1 : 1))
    .slice(0, NAMED_NOT_CHOSEN)
    .map((candidate) => {
      const [refusal] = refusing(candidate.refusals);
      const parts = candidate.scoreParts.slice(0, 2).map((part) => part.words);
      return { hostName: candidate.hostName, refusal, words: parts.join(', ') };
    });
}

const against = ({ refusals }: PlacementCandidate): number => hindrance(refusals);
