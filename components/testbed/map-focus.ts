/** Where an arrow key leads on the map: hosts are rows, their tiles columns; the host's own heading is column 0. Pure. */
import type { MapModel } from './prepare-map';

export interface MapPlace {
  readonly hostId: string;
  /** Undefined: the host's heading. */
  readonly domainId: string | undefined;
}

export type MapKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';
export const MAP_KEYS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
export const isMapKey = (key: string): key is MapKey => MAP_KEYS.includes(key);

interface Row {
  readonly hostId: string;
  readonly domainIds: readonly string[];
}

/** Rows in the order they are drawn. An arriving tile is its source's to act on, so the keys pass it by. */
export const rowsOf = (model: MapModel): Row[] =>
  model.groups.flatMap((group) =>
    group.racks.map((rack) => ({
      hostId: rack.host.id,
      domainIds: rack.tiles.filter((tile) => tile.role === 'home').map((tile) => tile.domain.id),
    })),
  );

/**
 * The place after a key. Left and right run on over the ends of rows; up and down keep the column where they can.
 * @returns undefined when there is nothing there.
 */
export function nextPlace(rows: readonly Row[], at: MapPlace, key: MapKey): MapPlace | undefined {
  const rowIndex = rows.findIndex((row) => row.hostId === at.hostId);
  const row = rows[rowIndex];
  if (row === undefined) return undefined;
  const column = at.domainId === undefined ? 0 : row.domainIds.indexOf(at.domainId) + 1;
  const place = (target: Row | undefined, wanted: number): MapPlace | undefined =>
    target === undefined
      ? undefined
      : { hostId: target.hostId, domainId: target.domainIds[Math.min(wanted, target.domainIds.length) - 1] };
  switch (key) {
    case 'ArrowRight':
      return column < row.domainIds.length ? place(row, column + 1) : place(rows[rowIndex + 1], 0);
    case 'ArrowLeft': {
      const before = rows[rowIndex - 1];
      return column > 0 ? place(row, column - 1) : place(before, before?.domainIds.length ?? 0);
    }
    case 'ArrowDown':
      return place(rows[rowIndex + 1], column);
    case 'ArrowUp':
      return place(rows[rowIndex - 1], column);
    case 'Home':
      return place(row, 0);
    case 'End':
      return place(row, row.domainIds.length);
  }
}

/** Where Tab enters the map: where one was last, or the first host. */
export function entryPlace(rows: readonly Row[], last: MapPlace | undefined): MapPlace | undefined {
  const row = rows.find((each) => each.hostId === last?.hostId);
  if (row === undefined) return rows[0] === undefined ? undefined : { hostId: rows[0].hostId, domainId: undefined };
  const stillThere = last?.domainId !== undefined && row.domainIds.includes(last.domainId);
  return { hostId: row.hostId, domainId: stillThere ? last.domainId : undefined };
}
