/** Vocabulary of a run against the figure declared for its host. Pure. */

/**
 * `drift` is one run beyond the threshold, `confirmed` a second in a row on the same side. `not-judged` says in its sentence
 * why: nothing is declared, too few repeats, something disturbed it.
 */
export const DRIFT_STANDINGS = ['within', 'drift', 'confirmed', 'not-judged'] as const;
export type DriftStanding = (typeof DRIFT_STANDINGS)[number];
export const DRIFT_WORDS: Record<DriftStanding, string> = {
  within: 'as declared',
  drift: 'drifted',
  confirmed: 'drift confirmed',
  'not-judged': 'not judged',
};

export const DRIFT_SIDES = ['better', 'worse'] as const;
export type DriftSide = (typeof DRIFT_SIDES)[number];
