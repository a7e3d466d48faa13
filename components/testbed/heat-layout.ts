/** Geometry and colours of the heat strip. Pure. */
import { domainLook } from '@/components/status/domain-look';
import type { Tone } from '@/components/ui/tone';
import { type MapRack, memoryShare } from './prepare-map';

export const CELL_PX = { width: 16, height: 22, gap: 2 } as const;

/** Worst first: a cell takes the first of these that one of its domains shows. */
const RANK: readonly Tone[] = ['trouble', 'stale', 'moving', 'paused', 'running', 'off'];

/** @example columnsIn(900) // 50 */
export const columnsIn = (widthPx: number): number =>
  Math.max(1, Math.floor((widthPx + CELL_PX.gap) / (CELL_PX.width + CELL_PX.gap)));

export const heightOf = (count: number, columns: number): number =>
  Math.ceil(count / columns) * (CELL_PX.height + CELL_PX.gap);

/** Index of the cell under a point of the canvas; undefined between and beyond the cells. */
export function cellAt(x: number, y: number, columns: number, count: number): number | undefined {
  const column = Math.floor(x / (CELL_PX.width + CELL_PX.gap));
  const index = Math.floor(y / (CELL_PX.height + CELL_PX.gap)) * columns + column;
  return x >= 0 && y >= 0 && column < columns && index < count ? index : undefined;
}

/** Where an arrow key leads in a grid of `count` cells; stays where there is nothing further. */
export function nextCell(index: number, key: string, columns: number, count: number): number {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const next = index + (step ?? 0);
  return next < 0 || next >= count ? index : next;
}

/** What one cell shows: how full the host is, and the worst that is known of it. */
export function cellOf(rack: MapRack): { readonly tone: Tone; readonly share: number } {
  const share = memoryShare(rack.host) ?? 0;
  if (rack.host.status === 'unreachable') return { tone: 'trouble', share: 1 };
  if (rack.host.status !== 'up') return { tone: 'stale', share };
  const tones = new Set(rack.tiles.map((tile) => domainLook(tile.domain).tone));
  return { tone: RANK.find((tone) => tones.has(tone)) ?? 'off', share };
}
