import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdOrder, letGo } from './hold-order';

const id = (row: { id: string }) => row.id;
const row = (name: string, load = 0) => ({ id: name, load });

describe('holdOrder', () => {
  it('changes values in place and keeps the order', () => {
    const held = holdOrder([row('a'), row('b')], [row('b', 9), row('a', 1)], id);
    expect(held.rows).toEqual([
      { row: row('a', 1), gone: false },
      { row: row('b', 9), gone: false },
    ]);
    expect(held.pending).toBe(2);
  });

  it('keeps a row that left, and lets a new one wait', () => {
    const held = holdOrder([row('a'), row('b')], [row('c'), row('b')], id);
    expect(held.rows.map((each) => [each.row.id, each.gone])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(held.pending).toBe(2);
  });

  it('has nothing pending when nothing moved', () => {
    expect(holdOrder([row('a'), row('b')], [row('a', 5), row('b', 6)], id).pending).toBe(0);
  });

  it('never moves a row, whatever comes', () => {
    const rows = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String)).map((ids) => ids.map((each) => row(each)));
    fc.assert(
      fc.property(rows, rows, (shown, latest) => {
        const held = holdOrder(shown, latest, id);
        expect(held.rows.map((each) => each.row.id)).toEqual(shown.map(id));
        const same = JSON.stringify(shown.map(id)) === JSON.stringify(latest.map(id));
        expect(held.pending === 0).toBe(same);
        expect(letGo(latest).rows.map((each) => each.row.id)).toEqual(latest.map(id));
      }),
    );
  });
});
