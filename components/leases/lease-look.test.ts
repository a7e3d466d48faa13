import { expect, test } from 'vitest';
import { progressWords } from './lease-look';

test('what a lease in the making waits for is said by its domains, a network without its name, and no more than three', () => {
  const [up, made] = [
    { domainName: 'wn-1', state: 'verifying' } as const,
    { domainName: null, state: 'running' } as const,
  ];
  expect(progressWords({ steps: 7, done: 4, underWay: [up, made] })).toBe(
    '4 of 7 steps done. wn-1 waits until it is up, a network under way',
  );
  expect(progressWords({ steps: 9, done: 0, underWay: [up, up, up, up, made] })).toMatch(/up, 2 more$/);
  expect(progressWords({ steps: 7, done: 7, underWay: [] })).toBe('7 of 7 steps done');
});
