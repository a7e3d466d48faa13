import type { Candidate, RefusalBody } from '@/lib/contracts/migrations';

/**
 * Reasons that every candidate gives in the same words: they are about the domain or where it is, not about a target, and
 * are told once. A single candidate keeps its own.
 */
export function sharedRefusals(candidates: readonly Pick<Candidate, 'refusals'>[]): RefusalBody[] {
  const [first, ...others] = candidates;
  if (first === undefined || others.length === 0) return [];
  return first.refusals.filter((refusal) =>
    others.every((other) => other.refusals.some((each) => each.sentence === refusal.sentence)),
  );
}
