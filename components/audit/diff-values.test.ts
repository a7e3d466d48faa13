import { describe, expect, it } from 'vitest';
import { diffValues } from './diff-values';

describe('diffValues', () => {
  it('tells changed, added and removed fields by their path', () => {
    expect(
      diffValues(
        { vo: 'atlas', limits: { migrationsIn: 2 }, tags: ['a'] },
        { vo: 'atlas', limits: { migrationsIn: 4 }, note: 'x' },
      ),
    ).toEqual([
      { field: 'limits.migrationsIn', before: '2', after: '4' },
      { field: 'note', before: '', after: 'x' },
      { field: 'tags', before: 'a', after: '' },
    ]);
  });

  it('finds nothing between equals, and takes what is no object', () => {
    expect(diffValues({ a: [1, 2] }, { a: [1, 2] })).toEqual([]);
    expect(diffValues(null, null)).toEqual([]);
    expect(diffValues(null, 5)).toEqual([{ field: 'value', before: '', after: '5' }]);
  });
});
