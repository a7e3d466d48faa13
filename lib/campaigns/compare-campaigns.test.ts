import { expect, test } from 'vitest';
import type { TestOutcome } from '@/lib/domain/campaign';
import { compareCampaigns, type ComparedCell } from './compare-campaigns';

const cell = (
  environment: string,
  outcome: ComparedCell['outcome'],
  tests: Readonly<Record<string, TestOutcome | readonly [TestOutcome, number]>> = {},
): ComparedCell => ({
  environment,
  outcome,
  tests: Object.entries(tests).map(([name, told]) =>
    typeof told === 'string'
      ? { suite: 's', name, outcome: told, seconds: null }
      : { suite: 's', name, outcome: told[0], seconds: told[1] },
  ),
});

test('tests are compared one by one in their environment', () => {
  const before = [cell('old', 'failed', { a: 'passed', b: 'failed', c: 'failed', d: 'passed', s: 'skipped' })];
  const after = [cell('old', 'failed', { a: 'failed', b: 'passed', c: 'error', e: 'failed', s: 'skipped' })];
  expect(compareCampaigns(before, after)).toEqual({
    cells: [
      {
        environment: 'old',
        before: 'failed',
        after: 'failed',
        newlyFailing: ['s: a'],
        newlyPassing: ['s: b'],
        stillFailing: ['s: c'],
        added: ['s: e'],
        gone: ['s: d'],
        slower: [],
      },
    ],
    verdict: '1 test fails newly; 1 test passes again; 1 test still fails; 1 test is new; 1 test is gone.',
    regressed: true,
  });
});

test('slower is by the factor, of what took long enough and passed both times', () => {
  const before = [cell('e', 'passed', { long: ['passed', 2], same: ['passed', 2], short: ['passed', 0.1] })];
  const after = [cell('e', 'passed', { long: ['passed', 5], same: ['passed', 3], short: ['passed', 4] })];
  const { cells, verdict, regressed } = compareCampaigns(before, after);
  expect(cells[0]?.slower).toEqual([{ test: 's: long', beforeSeconds: 2, afterSeconds: 5, factor: 2.5 }]);
  expect(verdict).toBe('1 test takes 2 times as long or longer.');
  expect(regressed).toBe(false);
});

test('an environment without tests is compared as a whole, and one that told nothing makes no test gone', () => {
  const result = compareCampaigns(
    [cell('x', 'passed'), cell('y', 'passed', { a: 'passed' }), cell('left', 'passed')],
    [cell('x', 'failed'), cell('y', 'error'), cell('new', 'passed')],
  );
  expect(result.cells.map(({ environment, before, after, gone }) => [environment, before, after, gone])).toEqual([
    ['x', 'passed', 'failed', []],
    ['y', 'passed', 'error', []],
    ['new', null, 'passed', []],
    ['left', 'passed', null, []],
  ]);
  expect(result).toMatchObject({ verdict: 'Passed before and not now: x, y.', regressed: true });
});

test('the same twice has not changed, and of tests with one name the worst decides', () => {
  const cells = [cell('e', 'failed', { a: 'failed' })];
  expect(compareCampaigns(cells, cells).verdict).toBe('1 test still fails.');
  const twice: ComparedCell = {
    environment: 'e',
    outcome: 'failed',
    tests: [
      { suite: '', name: 'p', outcome: 'failed', seconds: null },
      { suite: '', name: 'p', outcome: 'passed', seconds: null },
    ],
  };
  expect(compareCampaigns([cell('e', 'passed')], [twice]).cells[0]?.newlyFailing).toEqual([]);
  expect(compareCampaigns([{ ...twice, tests: [] }], []).verdict).toBe('Nothing has changed.');
  expect(compareCampaigns([twice], [twice]).cells[0]?.stillFailing).toEqual(['p']);
});
