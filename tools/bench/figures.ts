import { cpus, totalmem } from 'node:os';

/** One measured figure against its bar. `holds` is decided by the bench, not by the reader. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** The bar in words and number, e.g. `<= 1.05`; undefined for figures that are only recorded. */
  readonly bar?: { readonly most?: number; readonly least?: number } | undefined;
  readonly holds: boolean;
}

export interface BenchResult {
  readonly figures: readonly Figure[];
  /** Raw measurements by series, in the unit their name ends with (`…Ms`). */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** @param bar `most`: the value may not exceed it; `least`: it may not fall below it */
export function figure(id: string, value: number, unit: string, bar?: { most?: number; least?: number }): Figure {
  const holds =
    Number.isFinite(value) &&
    (bar?.most === undefined || value <= bar.most) &&
    (bar?.least === undefined || value >= bar.least);
  return { id, value, unit, bar, holds };
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7, as R's default).
 * @throws RangeError when there are no values or `p` is outside 0..1
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('quantile of no values');
  if (p < 0 || p > 1) throw new RangeError(`quantile ${p} is outside 0..1`);
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The machine a figure was measured on, without its name or addresses. */
export function describeMachine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

export function barText(bar: Figure['bar']): string {
  if (bar?.most !== undefined && bar.least !== undefined) return `${bar.least} to ${bar.most}`;
  if (bar?.most !== undefined) return `at most ${bar.most}`;
  if (bar?.least !== undefined) return `at least ${bar.least}`;
  return 'recorded';
}

/** How far a figure misses its bar, in words for the last line of a failed run. */
export function shortfall(item: Figure): string {
  const { most, least } = item.bar ?? {};
  const bar = (least !== undefined && item.value < least ? least : (most ?? least)) ?? Number.NaN;
  const by = Math.abs(item.value - bar);
  return `${item.id} is ${format(item.value)} ${item.unit}, ${barText(item.bar)}: short by ${format(by)} ${item.unit} (${format((100 * by) / Math.abs(bar))} %)`;
}

export const format = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
