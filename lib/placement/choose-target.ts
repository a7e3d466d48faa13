import type { PlacementCandidate, PlacementVerdict } from '@/lib/domain/placement';
import { describeRefusal, type RefusalCode } from '@/lib/domain/refusals';
import { nearestRefusal, refusing } from './nearest';

export interface TargetCounts {
  readonly looked: number;
  readonly byVerdict: Readonly<Record<PlacementVerdict, number>>;
  /** How many hosts each reason that refuses stood against, most frequent first. */
  readonly byReason: readonly { readonly code: RefusalCode; readonly hosts: number }[];
}

export type TargetChoice =
  | {
      readonly kind: 'chosen';
      readonly candidate: PlacementCandidate;
      readonly reason: string;
      readonly counts: TargetCounts;
    }
  | { readonly kind: 'none'; readonly reason: string; readonly counts: TargetCounts };

/** A host that can go now comes before one that must wait, whatever their scores. */
const PREFERENCE: Record<PlacementVerdict, number> = { ready: 0, 'ready-with-warnings': 1, wait: 2, refused: 3 };

/**
 * The best target, with the reason in a sentence; among equals the first by name, so that two callers agree.
 * @example chooseTarget(candidates).reason // 'dempsey-03: 6.2 GiB free afterwards, CPU 12 % busy; best of 4 that can take it, 6 refused.'
 */
export function chooseTarget(candidates: readonly PlacementCandidate[]): TargetChoice {
  const counts = countReasons(candidates);
  const [best] = candidates
    .filter((candidate) => candidate.verdict !== 'refused')
    .sort(
      (a, b) =>
        PREFERENCE[a.verdict] - PREFERENCE[b.verdict] ||
        b.score - a.score ||
        (a.hostName < b.hostName ? -1 : a.hostName > b.hostName ? 1 : 0),
    );
  if (best === undefined) return { kind: 'none', reason: noneReason(candidates, counts), counts };
  const fit = counts.looked - counts.byVerdict.refused;
  const words = best.scoreParts
    .filter((part) => part.value > 0)
    .slice(0, 2)
    .map((part) => part.words);
  const first = best.refusals[0];
  const caution = best.verdict === 'ready' || first === undefined ? '' : ` ${describeRefusal(first).sentence}`;
  return {
    kind: 'chosen',
    candidate: best,
    reason: `${best.hostName}: ${words.join(', ')}; best of ${fit} that can take it, ${counts.byVerdict.refused} refused.${caution}`,
    counts,
  };
}

/** What was filtered, and why: the counts a planner shows. */
export function countReasons(candidates: readonly PlacementCandidate[]): TargetCounts {
  const byVerdict: Record<PlacementVerdict, number> = { ready: 0, 'ready-with-warnings': 0, wait: 0, refused: 0 };
  const hosts = new Map<RefusalCode, number>();
  for (const candidate of candidates) {
    byVerdict[candidate.verdict] += 1;
    for (const code of new Set(refusing(candidate.refusals).map((refusal) => refusal.code)))
      hosts.set(code, (hosts.get(code) ?? 0) + 1);
  }
  const byReason = [...hosts].map(([code, count]) => ({ code, hosts: count })).sort((a, b) => b.hosts - a.hosts);
  return { looked: candidates.length, byVerdict, byReason };
}

function noneReason(candidates: readonly PlacementCandidate[], counts: TargetCounts): string {
  if (candidates.length === 0) return 'There is no host to look at.';
  const reason = nearestRefusal(candidates.map(({ refusals }) => refusals));
  const words = reason === undefined ? '' : ` Nearest: ${describeRefusal(reason).sentence}`;
  return `None of ${counts.looked} hosts can take it.${words}`;
}
