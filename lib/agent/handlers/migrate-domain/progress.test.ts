import { array, assert, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import type { MigrationProgress } from '@/lib/drivers/port';
import { advance, isStalled, NO_PROGRESS, type ProgressState } from './progress';
import { FUTILE_ROUNDS, STALLED_AFTER_MS } from './tunables';

const reading = (elapsedMs: number, figures: Partial<MigrationProgress>): MigrationProgress => ({
  at: new Date(elapsedMs),
  phase: 'copying',
  elapsedMs,
  ...figures,
});
const run = (readings: MigrationProgress[]): ProgressState => readings.reduce(advance, NO_PROGRESS);

test('progress never runs backwards and never says done', () => {
  const figure = record({ bytesTransferred: nat(), bytesRemaining: nat(), rounds: nat(50) });
  assert(
    property(array(figure, { minLength: 1 }), (figures) => {
      let state = NO_PROGRESS;
      let last = 0;
      for (const [index, one] of figures.entries()) {
        state = advance(state, reading(index * 100, one));
        expect(state.progress ?? 0).toBeGreaterThanOrEqual(last);
        expect(state.progress ?? 0).toBeLessThan(1);
        last = state.progress ?? 0;
      }
    }),
  );
});

test('a driver that reports nothing has no progress, and is not called stalled', () => {
  const state = run([reading(0, {}), reading(10_000, {})]);
  expect(state.progress).toBeUndefined();
  expect(isStalled(state, 10 * STALLED_AFTER_MS)).toBe(false);
});

test('rounds without gain are called not converging, and a gain takes it back', () => {
  const futile = Array.from({ length: FUTILE_ROUNDS + 1 }, (_, round) =>
    reading(round * 1000, { bytesTransferred: 1000 + round * 100, bytesRemaining: 100, rounds: round + 1 }),
  );
  expect(run(futile.slice(0, -1)).notConverging).toBe(false);
  expect(run(futile).notConverging).toBe(true);
  const gain = reading(9000, { bytesTransferred: 2000, bytesRemaining: 50, rounds: FUTILE_ROUNDS + 2 });
  expect(run([...futile, gain]).notConverging).toBe(false);
});

test('figures that stand still are a stall', () => {
  const still = [0, 1000, 2000].map((at) => reading(at, { bytesTransferred: 10, bytesRemaining: 90, rounds: 1 }));
  expect(isStalled(run(still), STALLED_AFTER_MS - 1)).toBe(false);
  expect(isStalled(run(still), STALLED_AFTER_MS)).toBe(true);
  const moved = reading(3000, { bytesTransferred: 11, bytesRemaining: 89, rounds: 1 });
  expect(isStalled(run([...still, moved]), STALLED_AFTER_MS + 2999)).toBe(false);
});
