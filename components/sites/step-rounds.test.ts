import { expect, test } from 'vitest';
import { nearest, stepRounds } from './step-rounds';

const step = (id: string, ...after: string[]) => ({ id, after });
const STEPS = [
  step('net'),
  step('ce', 'net'),
  step('se', 'net', 'ce'),
  step('wn', 'ce', 'net'),
  step('old', 'net', 'ce', 'se', 'wn'),
];

test('a step is in the first round in which all that it waits for is done', () => {
  expect(stepRounds(STEPS).map((round) => round.map(({ id }) => id))).toEqual([['net'], ['ce'], ['se', 'wn'], ['old']]);
  expect(stepRounds([])).toEqual([]);
});

test('of what it waits for only what does not follow from the rest is told', () => {
  const told = STEPS.map((each) => nearest(each, STEPS));
  expect(told).toEqual([[], ['net'], ['ce'], ['ce'], ['se', 'wn']]);
});
