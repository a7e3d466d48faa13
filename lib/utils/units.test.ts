import { describe, expect, it } from 'vitest';
import { formatBytes, formatKiB, formatRate } from './units';

describe('units', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [1024 * 1024 - 1, '1 MiB'],
    [-2048, '-2 KiB'],
    [5 * 1024 ** 4, '5 TiB'],
  ])('%d bytes read %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));

  it('counts memory in KiB and speed per second', () => {
    expect(formatKiB(2 * 1024 * 1024)).toBe('2 GiB');
    expect(formatRate(128 * 1024 * 1024)).toBe('128 MiB/s');
  });
});
