import { expect, test } from 'vitest';
import { createSkippingClock } from './skipping-clock';

const HOUR_MS = 3_600_000;

test('a skip ends the sleeps that are over by then, in their order, and shortens the others', async () => {
  const clock = createSkippingClock();
  const woken: string[] = [];
  const stop = new AbortController();
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms, stop.signal).catch(() => undefined);
    woken.push(name);
  };
  const second = sleep('second', 2 * HOUR_MS);
  const first = sleep('first', HOUR_MS);
  const late = sleep('late', 3 * HOUR_MS);
  clock.skip(2 * HOUR_MS);
  await Promise.all([first, second]);
  expect(woken).toEqual(['first', 'second']);
  clock.skip(HOUR_MS - 20);
  await late;
  expect(woken).toEqual(['first', 'second', 'late']);
});

test('spans grow by what was skipped, instants do not', () => {
  const clock = createSkippingClock();
  const before = { monotonicMs: clock.monotonicMs(), now: clock.now().getTime() };
  clock.skip(HOUR_MS);
  expect(clock.monotonicMs() - before.monotonicMs).toBeGreaterThanOrEqual(HOUR_MS);
  expect(clock.now().getTime() - before.now).toBeLessThan(HOUR_MS);
});

test('a sleep ends with the reason of its signal, also where that had fired before', async () => {
  const clock = createSkippingClock();
  const stop = new AbortController();
  const sleeping = clock.sleep(HOUR_MS, stop.signal);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(HOUR_MS, stop.signal)).rejects.toThrow('enough');
});

test('whoever is told of a skip is told before the sleepers', async () => {
  const told: string[] = [];
  const clock = createSkippingClock(() => told.push('told'));
  const sleeping = clock.sleep(HOUR_MS).then(() => told.push('woken'));
  clock.skip(HOUR_MS);
  await sleeping;
  expect(told).toEqual(['told', 'woken']);
});
