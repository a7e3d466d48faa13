import { expect, it } from 'vitest';
import { formatDuration } from './time';

it.each([
  [0, '0 ms'],
  [184.4, '184 ms'],
  [1950, '1.95 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [252_000, '4 min 12 s'],
  [3_600_000, '1 h'],
  [26 * 3_600_000, '1 d 2 h'],
])('%d ms read %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
