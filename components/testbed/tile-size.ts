import { KIB_PER_GIB } from '@/lib/utils/units';

/** Below this a short name cannot be read; above it one tile would push the others off the screen. */
const WIDTH_MIN_PX = 104;
const WIDTH_MAX_PX = 244;
/** All widths are whole steps of the grid. */
const STEP_PX = 4;

/**
 * Least width of a tile by the domain's memory, in px. By the square root, so that 128 MiB and 16 GiB fit on one screen;
 * the same memory has the same width on every host, unless a name is longer: a name that is cut is worse than a wide tile.
 * @example tileWidth(1_048_576) // 132, 1 GiB
 * @example tileWidth(8 * 1_048_576) // 220, 8 GiB
 */
export function tileWidth(memoryKiB: number): number {
  const wanted = 84 + 48 * Math.sqrt(memoryKiB / KIB_PER_GIB);
  return Math.round(Math.min(WIDTH_MAX_PX, Math.max(WIDTH_MIN_PX, wanted)) / STEP_PX) * STEP_PX;
}
