/** What migrations cost, and how well that was foretold, from those that were made. Pure. */
import { type Estimate, estimateMedian, estimatePairedRatio } from '@/lib/statistics/bootstrap';

interface Foretold {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One migration that ended well. */
export interface MadeMigration {
  /** What moved it, in words: those of one group are compared with each other alone. */
  readonly technology: string;
  readonly simulated: boolean;
  /** While it runs, or stopped meanwhile. */
  readonly live: boolean;
  /** The most that the hypervisor reported; undefined where it reports none. */
  readonly dirtyBytesPerSecond: number | undefined;
  readonly durationMs: number | undefined;
  readonly downtimeMs: number | undefined;
  readonly foretoldDurationMs: Foretold | undefined;
  readonly foretoldDowntimeMs: Foretold | undefined;
  /** By a program that worked in the guest. */
  readonly lostMs: number | undefined;
}

export interface PredictionError {
  readonly count: number;
  /** Median of how far off the foretold figure was, as a share of what came: 0.1 is ten per cent. */
  readonly error: Estimate;
  /** Median of foretold by measured: below one, less was foretold than came. */
  readonly ratio: Estimate;
  /** Share of migrations that came within the range that was foretold. */
  readonly within: number;
}

export interface DirtyBand {
  /** MiB/s from which on, and below which; `to` undefined: no end. `from` undefined: the rate is not known. */
  readonly fromMiB: number | undefined;
  readonly toMiB: number | undefined;
  readonly count: number;
  readonly durationMs: Estimate | undefined;
  readonly downtimeMs: Estimate | undefined;
  readonly lostMs: Estimate | undefined;
}

export interface MigrationCostGroup {
  readonly technology: string;
  readonly simulated: boolean;
  readonly live: boolean;
  readonly count: number;
  readonly duration: PredictionError | undefined;
  readonly downtime: PredictionError | undefined;
  /** By how fast the guest wrote, slowest first; the unknown last. */
  readonly bands: readonly DirtyBand[];
}

/** Bounds of the bands in MiB/s: each four times the one before, as costs grow with the rounds that a rate makes. */
const BOUNDS_MIB = [0, 1, 4, 16, 64] as const;
const MIB = 1024 ** 2;

/** @returns real groups first, larger ones first among their like. */
export function migrationCost(made: readonly MadeMigration[]): MigrationCostGroup[] {
  const groups = new Map<string, MadeMigration[]>();
  for (const one of made) {
    const key = JSON.stringify([one.simulated, one.technology, one.live]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      return {
        technology: first.technology,
        simulated: first.simulated,
        live: first.live,
        count: members.length,
        duration: predictionError(members.map((one) => [one.foretoldDurationMs, one.durationMs])),
        downtime: predictionError(members.map((one) => [one.foretoldDowntimeMs, one.downtimeMs])),
        bands: bandsOf(members),
      };
    })
    .toSorted((a, b) => Number(a.simulated) - Number(b.simulated) || b.count - a.count);
}

/** Of those that were both foretold and measured; undefined where there is none. */
export function predictionError(
  pairs: readonly (readonly [foretold: Foretold | undefined, measured: number | undefined])[],
): PredictionError | undefined {
  const both = pairs.flatMap(([foretold, measured]) =>
    foretold === undefined || measured === undefined || !(measured > 0) || !(foretold.value > 0)
      ? []
      : [{ foretold, measured }],
  );
  if (both.length === 0) return undefined;
  return {
    count: both.length,
    error: estimateMedian(both.map(({ foretold, measured }) => Math.abs(foretold.value / measured - 1))),
    ratio: estimatePairedRatio(
      both.map(({ foretold }) => foretold.value),
      both.map(({ measured }) => measured),
    ),
    within:
      both.filter(({ foretold, measured }) => measured >= foretold.low && measured <= foretold.high).length /
      both.length,
  };
}

function bandsOf(members: readonly MadeMigration[]): DirtyBand[] {
  const bands = BOUNDS_MIB.map((fromMiB, index) => {
    const toMiB = BOUNDS_MIB[index + 1];
    const within = members.filter(({ dirtyBytesPerSecond: rate }) => {
      if (rate === undefined) return false;
      return rate / MIB >= fromMiB && (toMiB === undefined || rate / MIB < toMiB);
    });
    return band(within, fromMiB, toMiB);
  });
  const unknown = members.filter(({ dirtyBytesPerSecond }) => dirtyBytesPerSecond === undefined);
  return [...bands, band(unknown, undefined, undefined)].filter(({ count }) => count > 0);
}

const band = (
  members: readonly MadeMigration[],
  fromMiB: number | undefined,
  toMiB: number | undefined,
): DirtyBand => ({
  fromMiB,
  toMiB,
  count: members.length,
  durationMs: medianOf(members.map((one) => one.durationMs)),
  downtimeMs: medianOf(members.map((one) => one.downtimeMs)),
  lostMs: medianOf(members.map((one) => one.lostMs)),
});

function medianOf(figures: readonly (number | undefined)[]): Estimate | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : estimateMedian(known);
}
