import { expect, test } from 'vitest';
import { isCurrent, NAV_ITEMS } from './nav-items';

test('each page has a key of its own', () => {
  const keys = NAV_ITEMS.map(({ key }) => key);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('one entry is marked for each page, also for those that are reached from it', () => {
  const marked = (path: string) => NAV_ITEMS.filter((item) => isCurrent(item, path)).map(({ label }) => label);
  expect(marked('/')).toEqual(['Testbed']);
  expect(marked('/leases/new')).toEqual(['Leases']);
  expect(marked('/maintenance/7')).toEqual(['Leases']);
  expect(marked('/hostsfile')).toEqual([]);
});
