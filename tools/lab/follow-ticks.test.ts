import { describe, expect, it } from 'vitest';
import { freezeOf, type Tick } from './follow-ticks';

const ticks = (host: string, from: number, to: number, at: (count: number) => number): Tick[] =>
  Array.from({ length: to - from }, (_, index) => ({ host, count: from + index, atMs: at(from + index) }));

describe('freezeOf', () => {
  it('is what the gap is longer than the ticks in it', () => {
    const before = ticks('a', 10, 30, (count) => count * 100);
    expect(freezeOf([...before, ...ticks('b', 30, 35, (count) => count * 100 + 640)])).toBeCloseTo(640);
    // Ticks that nobody saw are no freeze.
    expect(freezeOf([...before, ...ticks('b', 33, 35, (count) => count * 100 + 640)])).toBeCloseTo(640);
  });
  it('knows nothing of a guest that was not heard on both hosts', () => {
    expect(freezeOf([])).toBeUndefined();
    expect(freezeOf(ticks('a', 10, 30, (count) => count * 100))).toBeUndefined();
    expect(freezeOf([...ticks('a', 10, 11, () => 0), ...ticks('b', 12, 13, () => 900)])).toBeUndefined();
  });
});
