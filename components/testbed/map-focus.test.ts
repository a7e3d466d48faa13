import { describe, expect, it } from 'vitest';
import { cellAt, columnsIn, nextCell } from './heat-layout';
import { entryPlace, nextPlace } from './map-focus';
import { tileWidth } from './tile-size';

const rows = [
  { hostId: 'a', domainIds: ['a1', 'a2', 'a3'] },
  { hostId: 'b', domainIds: [] },
  { hostId: 'c', domainIds: ['c1'] },
];
const at = (hostId: string, domainId?: string) => ({ hostId, domainId });

describe('nextPlace', () => {
  it.each([
    ['from the heading into the tiles', at('a'), 'ArrowRight', at('a', 'a1')],
    ['over the end of a row to the next heading', at('a', 'a3'), 'ArrowRight', at('b')],
    ['back over the start of a row to the last tile before', at('b'), 'ArrowLeft', at('a', 'a3')],
    ['down to what the next row has', at('a', 'a2'), 'ArrowDown', at('b')],
    ['up to the same column', at('c', 'c1'), 'ArrowUp', at('b')],
    ['home', at('a', 'a3'), 'Home', at('a')],
    ['end', at('a'), 'End', at('a', 'a3')],
  ] as const)('leads %s', (_, from, key, to) => expect(nextPlace(rows, from, key)).toEqual(to));

  it('leads nowhere beyond the edges', () => {
    expect(nextPlace(rows, at('a'), 'ArrowUp')).toBeUndefined();
    expect(nextPlace(rows, at('a'), 'ArrowLeft')).toBeUndefined();
    expect(nextPlace(rows, at('c', 'c1'), 'ArrowRight')).toBeUndefined();
    expect(nextPlace(rows, at('gone'), 'ArrowDown')).toBeUndefined();
  });
});

describe('entryPlace', () => {
  it('is where one was, its host when the tile has gone, else the first host', () => {
    expect(entryPlace(rows, at('a', 'a2'))).toEqual(at('a', 'a2'));
    expect(entryPlace(rows, at('c', 'gone'))).toEqual(at('c'));
    expect(entryPlace(rows, at('gone', 'x'))).toEqual(at('a'));
    expect(entryPlace([], undefined)).toBeUndefined();
  });
});

describe('heat strip', () => {
  it('finds the cell under a point and none beyond the last', () => {
    const columns = columnsIn(180);
    expect(columns).toBe(10);
    expect(cellAt(0, 0, columns, 25)).toBe(0);
    expect(cellAt(19, 25, columns, 25)).toBe(11);
    expect(cellAt(100, 60, columns, 25)).toBeUndefined();
    expect(cellAt(500, 0, columns, 25)).toBeUndefined();
  });
  it('stays on the grid', () => {
    expect(nextCell(0, 'ArrowLeft', 10, 25)).toBe(0);
    expect(nextCell(3, 'ArrowDown', 10, 25)).toBe(13);
    expect(nextCell(18, 'ArrowDown', 10, 25)).toBe(18);
    expect(nextCell(3, 'End', 10, 25)).toBe(24);
    expect(nextCell(3, 'x', 10, 25)).toBe(3);
  });
});

describe('tileWidth', () => {
  it('grows with memory, on the grid, within its limits', () => {
    const sizes = [64, 128, 256, 512, 1024, 2048, 8192, 16_384, 262_144].map((mib) => tileWidth(mib * 1024));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.every((width) => width % 4 === 0)).toBe(true);
    expect(tileWidth(0)).toBe(104);
    expect(tileWidth(1e12)).toBe(244);
    expect(tileWidth(2 * 1_048_576)).toBeGreaterThan(tileWidth(1_048_576));
  });
});
