import { expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random';

it('gives the same series for the same seed, and another for another', () => {
  const series = (seed: number | string) => Array.from({ length: 50 }, createSeededRandom(seed).next);
  expect(series('openlab')).toEqual(series('openlab'));
  expect(series(1)).not.toEqual(series(2));
});

it('spreads evenly, keeps to its bounds and makes version 4 UUIDs', () => {
  const random = createSeededRandom(7);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 10_000; draw += 1) {
    const value = random.integer(1, 10);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(Math.min(...counts.values())).toBeGreaterThan(850);
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('forks parts that do not disturb each other', () => {
  const whole = createSeededRandom(3);
  const before = whole.fork('hosts').next();
  whole.next();
  expect(whole.fork('hosts').next()).toBe(before);
  expect(whole.fork('domains').next()).not.toBe(before);
});
