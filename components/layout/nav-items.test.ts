import { expect, test } from 'vitest';
import { NAV_ITEMS } from './nav-items';

test('each page has a key of its own', () => {
  const keys = NAV_ITEMS.map(({ key }) => key);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
