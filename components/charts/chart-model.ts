/** What a chart draws: decided by `prepare/*`, drawn by `visualise/*`. Plain values, no React. */

export type ChartUnit = 'share' | 'bytes' | 'bytes-per-second' | 'milliseconds' | 'number';

export interface ChartLine {
  /** Key into `ChartPoint.values`. */
  readonly key: string;
  readonly label: string;
  readonly unit: ChartUnit;
  /** Colour belongs to the measure, not to its position. Index into the chart palette, 1 to 5. */
  readonly tone: 1 | 2 | 3 | 4 | 5;
  /** A prediction is dashed and hollow, a measurement solid. */
  readonly kind: 'measured' | 'predicted';
  readonly axis: 'left' | 'right';
}

export interface ChartPoint {
  /** Instant in epoch ms, or elapsed ms, by `ChartModel.scale`. */
  readonly x: number;
  /** Null is a gap: nothing was read, nothing is drawn. */
  readonly values: Readonly<Record<string, number | null>>;
}

export interface ChartMark {
  readonly x: number;
  readonly label: string;
}

interface ChartPlace {
  readonly x: number;
  readonly y: number;
}

export interface ChartModel {
  readonly title: string;
  readonly scale: 'instant' | 'elapsed';
  readonly lines: readonly ChartLine[];
  readonly points: readonly ChartPoint[];
  /** Left and right end of the x axis, whether or not something was measured there. */
  readonly from: number;
  readonly to: number;
  /** Top of each axis; the bottom is always 0, so that heights compare. */
  readonly top: { readonly left: number; readonly right: number };
  /** Vertical marks, e.g. the begin of a copying round. */
  readonly marks: readonly ChartMark[];
  /** A prediction that knows its beginning and its end, not the way: a straight dashed line, no points of its own. */
  readonly foretold?: { readonly line: ChartLine; readonly from: ChartPlace; readonly to: ChartPlace } | undefined;
  /** Stretch of x in which the end is predicted. */
  readonly predictedEnd?: { readonly low: number; readonly value: number; readonly high: number } | undefined;
  /** The chart in words, for those who do not see it. */
  readonly summary: string;
  /** False: there is nothing to draw and `summary` says why. */
  readonly drawable: boolean;
}
