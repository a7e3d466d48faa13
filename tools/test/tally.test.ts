import { expect, test } from 'vitest';
import { addTallies, EMPTY, tallyPlaywright, tallyVitest } from './tally';

const vitestFile = (name: string, ...statuses: string[]) => ({
  name: `/repo/${name}`,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ fullName: `case ${index}`, status })),
});

test('passed tests are counted, failed ones named', () => {
  const report = { testResults: [vitestFile('a.test.ts', 'passed', 'failed'), vitestFile('b.test.ts', 'passed')] };
  expect(tallyVitest(report, 'unit', '/repo')).toEqual({ passed: 2, failures: ['unit: a.test.ts: case 1'] });
});

test('a skipped test counts as one that did not run, by name', () => {
  const report = { testResults: [vitestFile('a.test.ts', 'passed', 'skipped', 'todo')] };
  expect(tallyVitest(report, 'rig', '/repo').failures).toEqual([
    'rig: a.test.ts: case 1 (skipped, did not run)',
    'rig: a.test.ts: case 2 (todo, did not run)',
  ]);
});

test('a file that cannot be loaded, and one whose hook failed, are failures', () => {
  const report = {
    testResults: [
      { name: '/repo/x.test.ts', status: 'failed', message: 'no such module\n  at …', assertionResults: [] },
      { ...vitestFile('y.test.ts', 'passed'), status: 'failed' },
    ],
  };
  expect(tallyVitest(report, 'unit', '/repo').failures).toEqual([
    'unit: x.test.ts could not run: no such module',
    'unit: y.test.ts: failed outside its tests',
  ]);
});

test('a failure carries the beginning of what the runner said, without colours', () => {
  const long = [
    '\u001B[31mAssertionError: expected 1 to be 2\u001B[39m',
    '',
    '- 2',
    '+ 1',
    ...Array.from({ length: 40 }, () => 'at x'),
  ];
  const failed = { fullName: 'adds', status: 'failed', failureMessages: [long.join('\n')] };
  const [vitest] = tallyVitest(
    { testResults: [{ name: '/repo/a.test.ts', status: 'failed', assertionResults: [failed] }] },
    'unit',
    '/repo',
  ).failures;
  expect(vitest).toMatch(
    /^unit: a\.test\.ts: adds\n {4}AssertionError: expected 1 to be 2\n {4}- 2\n {4}\+ 1\n {4}at x/,
  );
  expect(vitest?.split('\n')).toHaveLength(18);
  const tests = [{ status: 'unexpected', results: [{ error: { message: 'Timeout of 20000ms' } }] }];
  expect(
    tallyPlaywright({ suites: [{ title: 'map.spec.ts', specs: [{ title: 'opens', tests }] }] }, 'browser').failures,
  ).toEqual(['browser: map.spec.ts: opens\n    Timeout of 20000ms']);
});

test('a run that found nothing has failed', () => {
  expect(tallyVitest({ testResults: [] }, 'unit', '/repo').failures).toHaveLength(1);
  expect(tallyPlaywright({ suites: [] }, 'browser').failures).toHaveLength(1);
});

test('browser tests: nested suites, flaky and skipped ones are failures', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = {
    suites: [
      {
        title: 'map.spec.ts',
        specs: [spec('opens', 'expected')],
        suites: [
          { title: 'drag', specs: [spec('moves', 'flaky'), spec('refuses', 'skipped'), spec('breaks', 'unexpected')] },
        ],
      },
    ],
  };
  expect(tallyPlaywright(report, 'browser')).toEqual({
    passed: 1,
    failures: [
      'browser: map.spec.ts › drag: moves (flaky)',
      'browser: map.spec.ts › drag: refuses (skipped)',
      'browser: map.spec.ts › drag: breaks',
    ],
  });
});

test('tallies add up', () => {
  expect(addTallies([EMPTY, { passed: 2, failures: ['a'] }, { passed: 1, failures: ['b'] }])).toEqual({
    passed: 3,
    failures: ['a', 'b'],
  });
});
