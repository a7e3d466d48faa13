import { describe, expect, it } from 'vitest';
import { safeNext } from './safe-next';

describe('safeNext', () => {
  it.each([
    ['/domains?q=x', '/domains?q=x'],
    ['/', '/'],
  ])('keeps a path of this site: %s', (next, wanted) => expect(safeNext(next)).toBe(wanted));

  it.each([
    undefined,
    null,
    '',
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'javascript:alert(1)',
  ])('leads anything else to the testbed: %s', (next) => expect(safeNext(next)).toBe('/'));
});
