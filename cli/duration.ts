import { InvalidArgumentError } from 'commander';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** As site files write durations. @returns milliseconds @example durationOf('90s') // 90000 */
export function durationOf(text: string): number {
  const [, digits, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  if (digits === undefined || unitMs === undefined)
    throw new InvalidArgumentError('Use a number and s, m, h or d, such as 30m.');
  return Number(digits) * unitMs;
}
