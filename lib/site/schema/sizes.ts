/** Sizes and durations as a site file writes them. */
import { GIB, KIB, MIB } from '@/lib/utils/units';

export const SIZE_PATTERN = /^[1-9][0-9]{0,6}(Mi|Gi|Ti)$/;
export const DURATION_PATTERN = /^[1-9][0-9]{0,6}(s|m|h|d)$/;

const SIZE_UNITS: Record<string, number> = { Mi: MIB, Gi: GIB, Ti: 1024 * GIB };

/** @example sizeBytes('2Gi') // 2_147_483_648 @throws Error for a text that is no size: its schema has let none through */
export function sizeBytes(size: string): number {
  const [, number, unit] = /^([0-9]+)([a-zA-Z]+)$/.exec(size) ?? [];
  const factor = SIZE_UNITS[unit ?? ''];
  if (number === undefined || factor === undefined) throw new Error(`${size} is no size`);
  return Number(number) * factor;
}
/** @example sizeKiB('2Gi') // 2_097_152 */
export const sizeKiB = (size: string): number => sizeBytes(size) / KIB;

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
/** @example durationSeconds('8h') // 28_800 @throws Error for a text that is no duration: its schema has let none through */
export function durationSeconds(duration: string): number {
  const [, number, unit] = /^([0-9]+)([a-z])$/.exec(duration) ?? [];
  const factor = SECONDS[unit ?? ''];
  if (number === undefined || factor === undefined) throw new Error(`${duration} is no duration`);
  return Number(number) * factor;
}
/** The same back, in the largest unit that leaves nothing over. @example writeDuration(5400) // '90m' */
export function writeDuration(seconds: number): string {
  const [unit, factor] = Object.entries(SECONDS).findLast(([, each]) => seconds % each === 0) ?? ['s', 1];
  return `${seconds / factor}${unit}`;
}
