import { expect, test } from 'vitest';
import { shareWords } from './probe-look';

test('a share is never said to be whole where it is not', () => {
  expect([1, 0.99999, 0.5, 0.0714, 0, null].map(shareWords)).toEqual([
    '100 %',
    '99.99 %',
    '50 %',
    '7.14 %',
    '0 %',
    'not known',
  ]);
});
