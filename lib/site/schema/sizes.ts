/** Sizes and durations as a site file writes them. */
import { GIB, KIB, MIB } from '@/lib/utils/units';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

export const SIZE_PATTERN = /^[1-9][0-9]{0,6}(Mi|Gi|Ti)$/;
export const DURATION_PATTERN = /^[1-9][0-9]{0,6}(s|m|h|d)$/;

const SIZE_UNITS: Record<string, number> = { Mi: MIB, Gi: GIB, Ti: 1024 * GIB };
const DURATION_UNITS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: 60 * MINUTE_MS, d: DAY_MS };

/** @example sizeBytes('2Gi') // 2_147_483_648 @throws Error for a text that is no size: its schema has let none through */
export const sizeBytes = (size: string): number => measure(size, SIZE_UNITS);
/** @example sizeKiB('2Gi') // 2_097_152 */
export const sizeKiB = (size: string): number => sizeBytes(size) / KIB;
/** @example durationMs('8h') // 28_800_000 */
export const durationMs = (duration: string): number => measure(duration, DURATION_UNITS);

function measure(text: string, units: Record<string, number>): number {
  const [, number, unit] = /^([0-9]+)([a-zA-Z]+)$/.exec(text) ?? [];
  const factor = units[unit ?? ''];
  if (number === undefined || factor === undefined) throw new Error(`${text} is no size or duration`);
  return Number(number) * factor;
}
