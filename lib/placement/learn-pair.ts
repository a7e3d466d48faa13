import type { PastMigration } from '@/lib/domain/prediction';

/** What past migrations of a driver pair teach: duration ≈ overhead + bytes / bandwidth. */
export interface PairLesson {
  readonly count: number;
  /** Undefined where the past tells no bandwidth (no bytes reported). */
  readonly bytesPerSecond: number | undefined;
  /** Fixed cost of a migration: preparing, switching over, tidying up. */
  readonly overheadMs: number;
  /** Median of the downtimes known. */
  readonly downtimeMs: number | undefined;
  /**
   * 10th and 90th percentile of (what happened / what this lesson says of it). Fewer than five give no percentiles: then
   * half to double, or what was seen where that is wider.
   */
  readonly durationSpread: Spread | undefined;
  readonly downtimeSpread: Spread | undefined;
}
export interface Spread {
  readonly low: number;
  readonly high: number;
}

/** How far off a prediction from few migrations is taken to be. Narrower would claim what nobody knows. */
const FEW_SPREAD: Spread = { low: 0.5, high: 2 };
/** Fewer past migrations than this give no percentiles worth the name. */
const HISTORY_FOR_SPREAD = 5;
/** A slope needs sizes that differ by at least this share; below it the median duration says as much. */
const SIZES_DIFFER = 0.2;
/** More pairs of points than this add nothing: Theil-Sen looks at every pair. */
const HISTORY_LOOKED_AT = 60;

/**
 * Learns from the newest past migrations (Theil-Sen slope: robust against the odd stalled one).
 * @param history newest first
 * @param linkBytesPerSecond the link's speed where known; then only the overhead is learnt
 */
export function learnPair(history: readonly PastMigration[], linkBytesPerSecond: number | undefined): PairLesson {
  const past = history.filter((entry) => entry.capped !== true).slice(0, HISTORY_LOOKED_AT);
  const sized = past.flatMap((entry) =>
    entry.bytesTransferred === undefined ? [] : [{ ms: entry.durationMs, bytes: entry.bytesTransferred }],
  );
  const bytesPerMs = linkBytesPerSecond === undefined ? slopeOf(sized) : linkBytesPerSecond / 1000;
  const overheads =
    bytesPerMs === undefined
      ? past.map((entry) => entry.durationMs)
      : sized.map(({ ms, bytes }) => ms - bytes / bytesPerMs);
  const overheadMs = Math.max(0, median(overheads) ?? 0);
  const downtimes = past.flatMap((entry) => (entry.downtimeMs === undefined ? [] : [entry.downtimeMs]));
  const downtimeMs = median(downtimes);
  return {
    count: past.length,
    bytesPerSecond: bytesPerMs === undefined ? undefined : bytesPerMs * 1000,
    overheadMs,
    downtimeMs,
    durationSpread:
      bytesPerMs === undefined
        ? spreadOf(past.map((entry) => entry.durationMs / Math.max(1, overheadMs)))
        : spreadOf(sized.map(({ ms, bytes }) => ms / Math.max(1, overheadMs + bytes / bytesPerMs))),
    downtimeSpread:
      downtimeMs === undefined ? undefined : spreadOf(downtimes.map((ms) => ms / Math.max(1, downtimeMs))),
  };
}

function slopeOf(points: readonly { readonly ms: number; readonly bytes: number }[]): number | undefined {
  if (points.length === 0) return undefined;
  const sizes = points.map((point) => point.bytes);
  const differ = Math.max(...sizes) - Math.min(...sizes) >= SIZES_DIFFER * Math.max(...sizes);
  if (differ && points.length >= HISTORY_FOR_SPREAD) {
    const slopes: number[] = [];
    for (const [index, a] of points.entries()) {
      for (const b of points.slice(index + 1)) {
        if (Math.abs(a.bytes - b.bytes) >= SIZES_DIFFER * Math.max(a.bytes, b.bytes))
          slopes.push((a.ms - b.ms) / (a.bytes - b.bytes));
      }
    }
    const msPerByte = median(slopes);
    if (msPerByte !== undefined && msPerByte > 0) return 1 / msPerByte;
  }
  // All of one size: the whole duration counts as copying, and the overhead comes out as nought.
  return median(points.map((point) => point.bytes / Math.max(1, point.ms)));
}

export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/** Linear between order statistics; undefined of nothing. */
function quantile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

function spreadOf(ratios: readonly number[]): Spread | undefined {
  if (ratios.length === 0) return undefined;
  if (ratios.length < HISTORY_FOR_SPREAD)
    return { low: Math.min(FEW_SPREAD.low, ...ratios), high: Math.max(FEW_SPREAD.high, ...ratios) };
  return { low: Math.min(1, quantile(ratios, 0.1) ?? 1), high: Math.max(1, quantile(ratios, 0.9) ?? 1) };
}
