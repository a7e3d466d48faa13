import { expect, test } from 'vitest';
import type { BenchmarkRunDetail, BenchmarkSample } from '@/lib/contracts/benchmarks';
import { prepareRunSamples } from './prepare-run-samples';

const METRIC: BenchmarkRunDetail['metrics'][number] = {
  name: 'speed',
  title: 'Speed',
  unit: '1/s',
  direction: 'higher-is-better',
  across: 'sum',
  samples: 3,
  estimate: { value: 11, low: 10, high: 12, confidence: 0.95 },
};
const sample = (repeat: number, lane: number, speed: number | undefined, warmUp = false): BenchmarkSample => ({
  repeat,
  lane,
  warmUp,
  startedAt: '2026-01-01T00:00:00Z',
  startSpreadMs: null,
  durationMs: 1,
  figures: speed === undefined ? null : { speed },
  series: null,
  exitCode: 0,
  stdout: '',
  stderr: '',
  error: null,
});
// Of a run only these parts are looked at.
const run = (samples: BenchmarkSample[]) => ({ warmUps: 1, samples }) as unknown as BenchmarkRunDetail;

test('every repeat that counts is a mark under the run’s own median; warm-ups and failed ones are none', () => {
  const model = prepareRunSamples(
    run([sample(0, 0, 99, true), sample(1, 0, 10), sample(2, 0, undefined), sample(3, 0, 12)]),
    METRIC,
  );
  expect(model?.strips).toMatchObject([{ label: 'Repeats', median: { value: 11, low: 10, high: 12 } }]);
  expect(model?.strips[0]?.samples.map(({ words }) => words)).toEqual(['Repeat 1: 10 1/s', 'Repeat 3: 12 1/s']);
  expect(model?.table.rows).toEqual([
    ['1', '1', '10 1/s'],
    ['3', '1', '12 1/s'],
  ]);
});

test('ends that ran at the same time have a strip each, with what each of them gave', () => {
  const model = prepareRunSamples(run([sample(1, 0, 4), sample(1, 1, 6), sample(2, 0, 5), sample(2, 1, 8)]), METRIC);
  expect(model?.strips.map(({ label, median }) => [label, median])).toEqual([
    ['End 1', { value: 4.5, low: 4, high: 5 }],
    ['End 2', { value: 7, low: 6, high: 8 }],
  ]);
  expect(model?.summary).toContain('of 2 ends at the same time');
});

test('a run without figures has no chart', () => {
  expect(prepareRunSamples(run([sample(1, 0, undefined)]), { ...METRIC, estimate: null })).toBeUndefined();
});
