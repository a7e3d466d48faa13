import { expect, test } from 'vitest';
import { readWorkload, workloadCost } from './workload';

/** A line each 100 ms of the guest's clock, `perSecond` rounds a second. */
function lines(fromMs: number, toMs: number, perSecond: (atMs: number) => number) {
  const points = [];
  let rounds = 0;
  for (let atMs = fromMs; atMs <= toMs; atMs += 100) {
    rounds += perSecond(atMs) / 10;
    points.push({ atMs, rounds });
  }
  return points;
}

test('a program that stood still for half a second in a move of two lost half a second', () => {
  // The guest's clock stands still as well: 1.5 s of it pass in 2 s of ours.
  const points = lines(10_000, 20_000, () => 1_000);
  const cost = workloadCost({ points, fromMs: 14_000, toMs: 15_500, wallMs: 2_000 });
  expect(cost?.beforePerSecond).toBeCloseTo(1_000);
  expect(cost?.shareDone).toBeCloseTo(0.75);
  expect(cost?.lostMs).toBeCloseTo(500);
});

test('one that ran at half its rate all through a move of four seconds lost two', () => {
  const points = lines(0, 20_000, (atMs) => (atMs > 8_000 && atMs <= 12_000 ? 500 : 1_000));
  const cost = workloadCost({ points, fromMs: 8_000, toMs: 12_000, wallMs: 4_000 });
  expect(cost?.shareDone).toBeCloseTo(0.5);
  expect(cost?.lostMs).toBeCloseTo(2_000);
  expect(cost?.afterPerSecond).toBeCloseTo(1_000);
});

test('a move is cut out between two lines, in proportion', () => {
  const points = lines(0, 10_000, () => 1_000);
  expect(workloadCost({ points, fromMs: 3_050, toMs: 4_050, wallMs: 1_000 })?.shareDone).toBeCloseTo(1);
});

test('too little before or after the move says nothing', () => {
  const points = lines(0, 10_000, () => 1_000);
  expect(workloadCost({ points, fromMs: 500, toMs: 5_000, wallMs: 4_500 })).toBeUndefined();
  expect(workloadCost({ points, fromMs: 5_000, toMs: 9_500, wallMs: 4_500 })).toBeUndefined();
  expect(workloadCost({ points: [], fromMs: 0, toMs: 1, wallMs: 1 })).toBeUndefined();
  expect(
    workloadCost({ points: lines(0, 10_000, () => 0), fromMs: 3_000, toMs: 4_000, wallMs: 1_000 }),
  ).toBeUndefined();
});

test('output is read line by line; what is no line of it is passed over', () => {
  expect(readWorkload('sh: noise\n12.30 200\n12.41 400\n12.5')).toEqual([
    { atMs: 12_300, rounds: 200 },
    { atMs: 12_410, rounds: 400 },
  ]);
});
