import { expect, test } from 'vitest';
import { jobsWords, waitingWords } from './batch';

test('jobs are counted, by VO where there are several', () => {
  const of = (...vos: (string | undefined)[]) => jobsWords(vos.map((vo) => ({ vo })));
  expect(of()).toBe('no job');
  expect(of('alice')).toBe('1 job of alice');
  expect(of('alice', 'alice')).toBe('2 jobs of alice');
  expect(of('cms', 'alice', 'cms', undefined)).toBe('4 jobs (1 of alice, 2 of cms, 1 of no VO)');
});

test('what is waited for is one line, and a number is given only where all are known', () => {
  const node = (domainName: string, jobs: number | null) => ({ domainName, jobs });
  expect(waitingWords([])).toBeUndefined();
  expect(waitingWords([node('wn-07', 3)])).toBe('waits for 3 jobs at wn-07');
  expect(waitingWords([node('wn-07', 1)])).toBe('waits for 1 job at wn-07');
  expect(waitingWords([node('wn-07', 3), node('wn-08', 1)])).toBe('waits for 4 jobs at 2 worker nodes');
  expect(waitingWords([node('wn-07', 3), node('wn-08', null)])).toBe('waits for jobs at 2 worker nodes');
});
