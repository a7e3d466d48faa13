/** What a test's own past says is noise. */
import { quantile } from './describe';

/** Fewer changes than this have no quartiles worth the name. */
export const FEWEST_CHANGES = 8;
/** "Extremely" far out, by Tukey's outer fence: Exploratory Data Analysis, 1977, p. 44. */
const OUTER_FENCE = 3;

/**
 * A change beyond this is out of the ordinary for this test on this host: Q3 + 3 IQR of the sizes of its past changes, as
 * the Rust compiler's performance triage does it (rustc-perf, "significance threshold").
 * @param figures of successive results (medians of runs), above zero, oldest first
 * @returns a share of the figure (0.02 is two per cent); undefined with fewer than `FEWEST_CHANGES` changes.
 * @throws RangeError where a figure is not above zero.
 */
export function historyThreshold(figures: readonly number[]): number | undefined {
  const wrong = figures.find((figure) => !(figure > 0 && Number.isFinite(figure)));
  if (wrong !== undefined) throw new RangeError(`a relative change needs figures above zero, not ${wrong}`);
  const changes = figures.slice(1).map((figure, index) => Math.abs(figure / (figures[index] ?? Number.NaN) - 1));
  if (changes.length < FEWEST_CHANGES) return undefined;
  const upper = quantile(changes, 0.75);
  return upper + OUTER_FENCE * (upper - quantile(changes, 0.25));
}
