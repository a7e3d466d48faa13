/**
 * A run against the figure that was declared for its host: as declared, drifted, or drifted once more. Significance is that of
 * every comparison here (an interval that leaves out 1, enough repeats) and of the test's own past (Q3 + 3 IQR). Pure.
 */
import type { MetricDirection } from '@/lib/domain/benchmark';
import type { DriftSide, DriftStanding } from '@/lib/domain/drift';
import type { Estimate } from '@/lib/statistics/bootstrap';
import { compareSamples, FEWEST_FOR_VERDICT } from '@/lib/statistics/compare';
import { historyThreshold } from '@/lib/statistics/history';

/** What has to be known of either run; only runs that are alike in all else come here. */
export interface JudgedRun {
  /** Of one metric, in its unit: no warm-up, none that failed. */
  readonly samples: readonly number[];
  readonly contaminated: boolean;
  /** Instructions were emulated; null: not known. */
  readonly emulated: boolean | null;
}

export interface DriftQuestion {
  readonly candidate: JudgedRun;
  /** Undefined: nothing like it is declared for the host. */
  readonly declared: JudgedRun | undefined;
  readonly direction: MetricDirection;
  /** Medians of the undisturbed runs like it before this one, oldest first. */
  readonly history: readonly number[];
  /** What was made of the last run before it that was judged against the same declared figure. */
  readonly before: { readonly standing: DriftStanding; readonly side: DriftSide | null } | undefined;
}

export interface DriftJudgement {
  readonly standing: DriftStanding;
  readonly side: DriftSide | null;
  /** Candidate over declared. */
  readonly ratio: Estimate | null;
  /** A share. */
  readonly threshold: number | null;
  /** Of `not-judged`: why. */
  readonly why: string | null;
}

const notJudged = (why: string): DriftJudgement => ({
  standing: 'not-judged',
  side: null,
  ratio: null,
  threshold: null,
  why,
});

/** Two drifts in a row on one side confirm each other, whichever of them somebody asked for. */
export function judgeDrift({ candidate, declared, direction, history, before }: DriftQuestion): DriftJudgement {
  if (declared === undefined) return notJudged('nothing like it was declared for the host when it ended');
  if (candidate.contaminated) return notJudged('something disturbed the run');
  if (declared.contaminated) return notJudged('something disturbed the run that is declared');
  if (candidate.emulated === null || candidate.emulated !== declared.emulated)
    return notJudged('one of the two was emulated, or it is not known whether');
  if ([...candidate.samples, ...declared.samples].some((sample) => !(sample > 0)))
    return notJudged('a figure is not above zero, and of such a ratio says nothing');
  const [made, there] = [candidate.samples.length, declared.samples.length];
  if (Math.min(made, there) < FEWEST_FOR_VERDICT)
    return notJudged(
      `${FEWEST_FOR_VERDICT} repeats on either side carry a verdict; this run has ${made}, the declared one ${there}`,
    );
  const noise = history.every((figure) => figure > 0) ? historyThreshold(history) : undefined;
  const { ratio, verdict, threshold } = compareSamples({
    candidate: candidate.samples,
    baseline: declared.samples,
    direction,
    noise,
  });
  if (verdict !== 'better' && verdict !== 'worse')
    return { standing: 'within', side: null, ratio, threshold, why: null };
  const again = before !== undefined && isDrift(before.standing) && before.side === verdict;
  return { standing: again ? 'confirmed' : 'drift', side: verdict, ratio, threshold, why: null };
}

export const isDrift = (standing: DriftStanding): boolean => standing === 'drift' || standing === 'confirmed';

/**
 * @param what e.g. `Speed of CPU loop on rig-1`
 * @example driftSentence('Speed of CPU loop on rig-1', judgement)
 * // 'Speed of CPU loop on rig-1 is 12.0 % below the declared figure (ratio 0.880, 95 % interval 0.861 to 0.894; more than 4.0 % counts): worse, in two runs in a row.'
 */
export function driftSentence(what: string, { standing, side, ratio, threshold, why }: DriftJudgement): string {
  if (ratio === null || threshold === null)
    return `${what} was not judged against a declared figure: ${why ?? 'not known why'}.`;
  const figures = `ratio ${ratio.value.toFixed(3)}, ${Math.round(ratio.confidence * 100)} % interval ${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}; more than ${percent(threshold)} counts`;
  if (standing === 'within') return `${what} is as declared (${figures}).`;
  const apart = `${percent(Math.abs(ratio.value - 1))} ${ratio.value < 1 ? 'below' : 'above'} the declared figure`;
  const often = standing === 'confirmed' ? ', in two runs in a row' : ', in one run';
  return `${what} is ${apart} (${figures}): ${side ?? 'different'}${often}.`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
