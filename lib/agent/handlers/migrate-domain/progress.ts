/** Progress of a copy, by what the driver reports: never backwards, never invented. Pure. */
import type { MigrationProgress } from '@/lib/drivers/port';
import { FUTILE_ROUNDS, GAIN, STALLED_AFTER_MS } from './tunables';

export interface ProgressState {
  /** 0..1; undefined while nothing was reported. */
  readonly progress: number | undefined;
  readonly notConverging: boolean;
  /** When a figure last moved; undefined while nothing was reported. */
  readonly movedAtMs: number | undefined;
  readonly figures: string;
  readonly best: { readonly remaining: number; readonly round: number } | undefined;
}

export const NO_PROGRESS: ProgressState = {
  progress: undefined,
  notConverging: false,
  movedAtMs: undefined,
  figures: '',
  best: undefined,
};

/** A copy is never called whole by its figures; only the end of the move is. */
const ALMOST = 0.99;

export function advance(state: ProgressState, reading: MigrationProgress): ProgressState {
  const { bytesTransferred, bytesRemaining, rounds } = reading;
  if (bytesTransferred === undefined || bytesRemaining === undefined) return state;
  const whole = bytesTransferred + bytesRemaining;
  const now = whole > 0 ? Math.min(ALMOST, bytesTransferred / whole) : 0;
  const figures = `${bytesTransferred} ${bytesRemaining} ${rounds ?? ''}`;
  const round = rounds ?? 0;
  const { best } = state;
  const gained = best === undefined || bytesRemaining < best.remaining * (1 - GAIN);
  const nextBest = gained ? { remaining: bytesRemaining, round } : best;
  return {
    progress: Math.max(state.progress ?? 0, now),
    notConverging: round - nextBest.round >= FUTILE_ROUNDS,
    movedAtMs: figures === state.figures ? state.movedAtMs : reading.elapsedMs,
    figures,
    best: nextBest,
  };
}

/** Has nothing moved for too long? A driver that reports nothing is not judged. */
export const isStalled = (state: ProgressState, elapsedMs: number, afterMs = STALLED_AFTER_MS): boolean =>
  state.movedAtMs !== undefined && elapsedMs - state.movedAtMs >= afterMs;
