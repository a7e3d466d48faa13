import { expect, test } from 'vitest';
import { ACTION_WORDS, actionWords } from './audit-words';
import { routes } from './routes';
import type { RouteContract } from './routes/route';

test('an action is said by the title of its operation, else in words, else by its code', () => {
  expect(actionWords({ action: 'actOnDomain', after: { title: 'Pause wn-01' } })).toBe('Pause wn-01');
  expect(actionWords({ action: 'updateHost', after: { name: 'a' } })).toBe('Edit a host');
  expect(actionWords({ action: 'setVoQuota', after: null })).toBe('Set the quota of a VO');
  expect(actionWords({ action: 'ofAnOlderVersion', after: null })).toBe('ofAnOlderVersion');
});

test('what is done by one route is told apart; a refused attempt at it is said as what it was', () => {
  const decided = (words: string) => actionWords({ action: 'decideLease', after: { words } });
  expect(decided('is approved')).toBe('Approve a lease');
  expect(decided('is approved as adjusted: 2 domains')).toBe('Approve a lease with other terms');
  expect(decided('is rejected')).toBe('Reject a request for a lease');
  expect(decided('is asked back')).toBe('Ask back about a request for a lease');
  expect(actionWords({ action: 'decideLease' })).toBe('Decide over a request for a lease');
  expect(actionWords({ action: 'answerMaintenance', after: { answer: 'defer', deferUntilAt: '' } })).toBe(
    'Put off a maintenance',
  );
});

test('whatever leaves an entry has words, of its own alone, by which a filter can be chosen', () => {
  const all: readonly RouteContract[] = Object.values(routes);
  const audited = all.filter(
    ({ id, method, keepsNothing }) => id === 'readKeptDisk' || (method !== 'GET' && keepsNothing !== true),
  );
  expect(Object.keys(ACTION_WORDS).toSorted()).toEqual(audited.map(({ id }) => id).toSorted());
  const words = Object.values(ACTION_WORDS);
  expect(new Set(words).size).toBe(words.length);
});
