/**
 * Where a series of results moved to another level: PELT (Killick, Fearnhead & Eckley 2012, JASA 107, 1590), which finds the
 * same segmentation as trying all of them, with the squared distance from a segment's mean as cost. Wild results are taken out
 * before, by Hampel's identifier (Davies & Gather 1993, JASA 88, 782): squared, a single one would be worth a level of its own.
 */
import { MAD_TO_SIGMA, median } from './describe';

/** A level is believed from so many results on: one or two wild runs are no change. */
export const SHORTEST_SEGMENT = 4;
/** So many neighbours on either side say what a result should be; on its own level they are then the majority. */
const NEIGHBOURS = SHORTEST_SEGMENT - 1;
/** Standard deviations from the neighbours' median beyond which a result is wild. */
const WILD = 3;
/** Bayesian information criterion for one level and one place more, each worth σ² ln n (Yao 1988, Stat. Prob. Lett. 6, 181). */
const PARAMETERS_OF_A_CHANGE = 2;

export interface ChangePoint {
  /** Index of the first result at the new level. */
  readonly index: number;
  /** Medians of the level before and of the level from here on. */
  readonly before: number;
  readonly after: number;
}

/**
 * @param figures oldest first
 * @param penalty cost of one more change in units of σ²; `2 ln n` unless given
 * @returns ascending; none in a series shorter than two segments, or one without spread and without a step.
 * @throws RangeError where a figure is not finite.
 */
export function findChangePoints(figures: readonly number[], penalty?: number): ChangePoint[] {
  const wrong = figures.findIndex((figure) => !Number.isFinite(figure));
  if (wrong !== -1) throw new RangeError(`figure ${wrong + 1} is not a finite number`);
  if (figures.length < 2 * SHORTEST_SEGMENT) return [];
  const sigma = noiseOf(figures);
  const starts = pelt(
    replaceWild(figures, sigma),
    (penalty ?? PARAMETERS_OF_A_CHANGE * Math.log(figures.length)) * sigma ** 2,
  );
  const bounds = [0, ...starts, figures.length];
  const levels = bounds.slice(1).map((end, index) => median(figures.slice(bounds[index], end)));
  return starts.map((index, order) => ({
    index,
    before: levels[order] ?? Number.NaN,
    after: levels[order + 1] ?? Number.NaN,
  }));
}

/**
 * Standard deviation of one result about its level, from the distances of neighbours, which a few steps between levels do not
 * widen. A series that repeats itself has one too small for any difference to be noise: a millionth of its figures is taken.
 */
function noiseOf(figures: readonly number[]): number {
  const distances = figures.slice(1).map((figure, index) => Math.abs(figure - (figures[index] ?? Number.NaN)));
  const LEAST_SHARE = 1e-6;
  const least = Math.max(...figures.map(Math.abs)) * LEAST_SHARE;
  return Math.max((MAD_TO_SIGMA * median(distances)) / Math.SQRT2, least, Number.MIN_VALUE);
}

function replaceWild(figures: readonly number[], sigma: number): number[] {
  return figures.map((figure, index) => {
    const usual = median(figures.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1));
    return Math.abs(figure - usual) > WILD * sigma ? usual : figure;
  });
}

function pelt(figures: readonly number[], penalty: number): number[] {
  const count = figures.length;
  const cost = squaredDistances(figures);
  const best: number[] = [-penalty];
  const last: number[] = [0];
  let candidates = [0];
  /** Start → the end at which it was found beaten. Whoever beats it may only begin a segment's length later, so it is kept until then. */
  const beatenAt = new Map<number, number>();
  for (let end = SHORTEST_SEGMENT; end <= count; end += 1) {
    let [least, from] = [Number.POSITIVE_INFINITY, 0];
    const totals = candidates.map((start) => {
      const total = (best[start] ?? Number.POSITIVE_INFINITY) + cost(start, end) + penalty;
      if (total < least) [least, from] = [total, start];
      return total;
    });
    best[end] = least;
    last[end] = from;
    candidates.forEach((start, index) => {
      if ((totals[index] ?? 0) - penalty > least && !beatenAt.has(start)) beatenAt.set(start, end);
    });
    candidates = candidates.filter((start) => end + 1 < (beatenAt.get(start) ?? count) + SHORTEST_SEGMENT);
    const next = end - SHORTEST_SEGMENT + 1;
    if (next >= SHORTEST_SEGMENT) candidates.push(next);
  }
  const starts: number[] = [];
  for (let end = count; (last[end] ?? 0) > 0; end = last[end] ?? 0) starts.push(last[end] ?? 0);
  return starts.toReversed();
}

/** Cost of a segment in constant time, from running sums; taken about the series' middle so that large levels do not eat the digits. */
function squaredDistances(figures: readonly number[]): (start: number, end: number) => number {
  const middle = median(figures);
  const [sums, squares] = [[0], [0]];
  for (const figure of figures) {
    const distance = figure - middle;
    sums.push((sums.at(-1) ?? 0) + distance);
    squares.push((squares.at(-1) ?? 0) + distance ** 2);
  }
  return (start, end) => {
    const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
    return Math.max(0, (squares[end] ?? 0) - (squares[start] ?? 0) - sum ** 2 / (end - start));
  };
}
