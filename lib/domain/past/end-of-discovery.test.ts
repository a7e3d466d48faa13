import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { endOfDiscovery } from './end-of-discovery';
import { pastDomain, pastHost, recordOf } from './past-fixtures';
import type { TestbedThen } from './records';

const T = 1_000_000;
const NOTHING: TestbedThen = { hosts: new Map(), domains: new Map() };
const host = (atMs: number, id: string) => recordOf(atMs, id, pastHost());
const domain = (atMs: number, id: string) => recordOf(atMs, id, pastDomain());

test('what is read for the first time, one after the other, is the testbed being added', () => {
  const changes = [
    domain(T + 9 * SECOND_MS, 'wn-02'),
    host(T, 'one'),
    domain(T + 2 * SECOND_MS, 'wn-01'),
    host(T + 5 * SECOND_MS, 'two'),
    // Known already, so nothing that is added.
    domain(T + 30 * SECOND_MS, 'wn-01'),
    // After a pause: a domain that really came.
    domain(T + 3 * MINUTE_MS, 'wn-03'),
  ];
  expect(endOfDiscovery(T, NOTHING, changes)).toBe(T + 9 * SECOND_MS);
});

test('where domains were known before, nothing is taken for that', () => {
  const before: TestbedThen = { ...NOTHING, domains: new Map([['wn-01', domain(T - 1, 'wn-01')]]) };
  expect(endOfDiscovery(T, before, [host(T + SECOND_MS, 'two'), domain(T + 2 * SECOND_MS, 'wn-02')])).toBe(T);
  expect(endOfDiscovery(T, NOTHING, [])).toBe(T);
});
