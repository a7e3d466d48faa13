/** What the charts of benchmarks draw: decided by `prepare/*`, drawn by `visualise/*`. Plain values, no React. */
import type { ChartTable } from './prepare/to-table';

/** Colour of the theme; it belongs to what is drawn, not to its position. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export type Shape = 'circle' | 'diamond' | 'square' | 'triangle';

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly value: number; readonly words: string }[];
  /** Each step multiplies. */
  readonly log: boolean;
  /** What it measures, with its unit. */
  readonly title: string;
}

interface Shown {
  readonly title: string;
  /** In words; why there is nothing to draw, where `drawable` is false. */
  readonly summary: string;
  readonly drawable: boolean;
  readonly table: ChartTable;
  /** The file: head first, raw values. */
  readonly file: readonly (readonly (string | number)[])[];
}

export interface Dot {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** Null: its source gives no interval. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly tone: Tone;
  readonly shape: Shape;
  /** Not measured here. */
  readonly hollow: boolean;
  /** Its interval is dashed: what it is compared with is unlike. */
  readonly dashed: boolean;
  /** Read out where it is pointed at. */
  readonly words: readonly string[];
}
/** One row a dot, with its interval, on one axis. */
export interface DotsModel extends Shown {
  readonly axis: Axis;
  /** Drawn through all rows: what the dots are seen against. */
  readonly against: number | null;
  readonly dots: readonly Dot[];
}

/** All samples of two sides, their medians with intervals. */
export interface StripModel extends Shown {
  readonly axis: Axis;
  readonly strips: readonly {
    readonly label: string;
    readonly tone: Tone;
    readonly shape: Shape;
    readonly samples: readonly { readonly x: number; readonly words: string }[];
    readonly median: { readonly value: number; readonly low: number; readonly high: number };
  }[];
}

export interface Curve {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
  readonly shape: Shape;
  readonly dash: string | undefined;
}
/** Medians over a log axis, with the quartiles as a band. */
export interface CurvesModel extends Shown {
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  /** By x, ascending; `key` → [q1, median, q3]. */
  readonly points: readonly {
    readonly x: number;
    readonly words: string;
    readonly values: Readonly<Record<string, readonly [number, number, number]>>;
  }[];
  /** Level lines, not measured here. */
  readonly levels: readonly { readonly y: number; readonly label: string }[];
}

export interface TrendDot {
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly kind: 'usual' | 'extraordinary' | 'contaminated';
  readonly words: readonly string[];
}
export interface TrendModel extends Shown {
  readonly x: Axis;
  readonly y: Axis;
  readonly dots: readonly TrendDot[];
  /** One a stretch between changes. */
  readonly levels: readonly { readonly from: number; readonly to: number; readonly y: number }[];
  readonly changes: readonly { readonly x: number; readonly label: string }[];
  readonly notes: readonly { readonly x: number; readonly label: string }[];
}
