/** A host as a choice for a domain: its verdict by the reasons that were found, what would be left of it, and how good it is. Pure. */
import type { PlacementCandidate, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { MigrationPrediction } from '@/lib/domain/prediction';
import type { Refusal } from '@/lib/domain/refusals';
import { verdictOf } from './check-move';
import { memoryAvailableKiB, memoryNeedKiB } from './memory-need';
import { pairOptions } from './pair-options';
import { scoreHost } from './score-host';

export interface CandidateParts {
  readonly domain: PlacementDomain;
  /** Where it comes from, or what it is made for; undefined for one that comes from nowhere. */
  readonly source: PlacementHost | undefined;
  readonly target: PlacementHost;
  /** Those that refuse first. */
  readonly refusals: readonly Refusal[];
  /** False where it takes none: it is there already, or stays off. */
  readonly takesMemory: boolean;
  readonly prediction: MigrationPrediction | undefined;
}

/** A host that refuses has no score: what it would be like is no use to anybody. */
export function makeCandidate(parts: CandidateParts): PlacementCandidate {
  const { domain, source, target, refusals, takesMemory, prediction } = parts;
  const verdict = verdictOf(refusals);
  const available = memoryAvailableKiB(target);
  const memoryFreeAfterKiB = available === undefined || !takesMemory ? available : available - memoryNeedKiB(domain);
  const scored =
    verdict === 'refused' ? { score: 0, parts: [] } : scoreHost(domain, source, target, memoryFreeAfterKiB);
  return {
    hostId: target.id,
    hostName: target.name,
    verdict,
    refusals,
    memoryFreeKiB: target.reading?.memoryFreeKiB,
    memoryFreeAfterKiB,
    score: scored.score,
    scoreParts: scored.parts,
    prediction,
    options: pairOptions(source, target),
  };
}
