import type { Candidate, RefusalBody } from '@/lib/contracts/migrations';

/**
 * Reasons that are not about a target, told once: those that every candidate gives in the same words, and those about the
 * source host, which a candidate refused at its first check does not repeat. A single candidate keeps its own.
 */
export function sharedRefusals(candidates: readonly Pick<Candidate, 'refusals'>[]): RefusalBody[] {
  const [first, ...others] = candidates;
  if (first === undefined || others.length === 0) return [];
  const found = new Map<string, { readonly refusal: RefusalBody; times: number }>();
  for (const refusal of candidates.flatMap((candidate) => candidate.refusals)) {
    const known = found.get(refusal.sentence);
    if (known === undefined) found.set(refusal.sentence, { refusal, times: 1 });
    else known.times += 1;
  }
  return [...found.values()]
    .filter(({ refusal, times }) => times === candidates.length || (times > 1 && refusal.values['end'] === 'source'))
    .map(({ refusal }) => refusal);
}
