import { expect, test } from 'vitest';
import { planDifference } from './plan-difference';

type Planned = Parameters<typeof planDifference>[0]['items'][number];
const item = (domainName: string, change: Partial<Planned> = {}): Planned => ({
  domainId: domainName,
  domainName,
  strategy: 'migrate',
  live: true,
  copyStorage: false,
  targetHostId: 'd2',
  targetHostName: 'd2',
  blockers: [],
  ...change,
});
const between = (before: readonly Planned[], after: readonly Planned[]) =>
  planDifference({ items: before }, { items: after });
const blocked = { blockers: [{ sentence: 'd2 is full.' }], targetHostId: null, targetHostName: null };

test('what is as it was is not said, whatever else of the document is new', () => {
  expect(between([item('a')], [{ ...item('a') }])).toEqual([]);
});

test('another host, another way, a block that comes and goes', () => {
  const third = { targetHostId: 'd3', targetHostName: 'd3' };
  expect(between([item('a')], [item('a', third)])).toEqual(['a goes to d3 instead of d2.']);
  expect(between([item('a')], [item('a', { live: false })])).toEqual([
    'a: migrate by stop and copy to d2 instead of migrate to d2.',
  ]);
  expect(between([item('a')], [item('a', blocked)])).toEqual(['a is blocked now: d2 is full.']);
  expect(between([item('a', blocked)], [item('a')])).toEqual(['a is not blocked any more: migrate to d2.']);
  expect(between([item('a', blocked)], [item('a', { ...blocked })])).toEqual([]);
});

test('who came and who left, but not of what nothing is done with', () => {
  const off = { strategy: 'leave', targetHostId: null, targetHostName: null } as const;
  expect(between([item('a'), item('off', off)], [item('b'), item('new-off', off)])).toEqual([
    'a is not on the host any more.',
    'b has come to the host: migrate to d2.',
  ]);
});
