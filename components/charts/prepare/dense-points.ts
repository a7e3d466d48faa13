import type { ChartPoint } from '../chart-model';

interface Reading {
  readonly x: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/**
 * Puts a gap where buckets are missing, so that a line never joins two readings across a silence.
 * @example densePoints([{ x: 0, … }, { x: 30_000, … }], 5_000, ['cpu']) // a null point between the two
 */
export function densePoints(readings: readonly Reading[], bucketMs: number, keys: readonly string[]): ChartPoint[] {
  const sorted = readings.toSorted((a, b) => a.x - b.x);
  const points: ChartPoint[] = [];
  const nothing = Object.fromEntries(keys.map((key) => [key, null]));
  for (const reading of sorted) {
    const before = points.at(-1);
    // One and a half buckets: a bucket that begins late is not a missing one.
    if (before !== undefined && reading.x - before.x > bucketMs * 1.5) {
      points.push({ x: before.x + bucketMs, values: nothing });
    }
    points.push({
      x: reading.x,
      values: Object.fromEntries(keys.map((key) => [key, finite(reading.values[key])])),
    });
  }
  return points;
}

const finite = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
