/** Sizes and rates in words. Binary units, as the field uses them: 1 GiB = 1,048,576 KiB. Pure. */

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
/** KiB in a MiB and in a GiB: memory is counted in KiB everywhere inside. */
export const KIB_PER_MIB = 1024;
export const KIB_PER_GIB = 1024 * 1024;
/** Bits on the wire: a "gigabit" link is decimal. */
export const BYTES_PER_MEGABIT = 1_000_000 / 8;

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/**
 * Bytes for people, at most one decimal, never more than four digits before the unit.
 * @example formatBytes(1536) // '1.5 KiB'
 */
export function formatBytes(bytes: number): string {
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let step = 0;
  while (step < STEPS.length - 1 && value >= 1024) {
    value /= 1024;
    step += 1;
  }
  // 1023.97 KiB would round to "1024 KiB"; the next unit reads better.
  if (step < STEPS.length - 1 && Math.round(value * 10) / 10 >= 1024) {
    value /= 1024;
    step += 1;
  }
  const rounded = step === 0 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${sign}${rounded} ${STEPS[step] ?? 'B'}`;
}

/** @example formatKiB(2_097_152) // '2 GiB' */
export const formatKiB = (kib: number): string => formatBytes(kib * KIB);

/** @example formatMemory(3_355_443) // '3.2 GiB' */
export function formatMemory(kib: number): string {
  if (Math.abs(kib) < KIB_PER_GIB) return formatKiB(kib);
  return `${(kib / KIB_PER_GIB).toLocaleString('en', { maximumFractionDigits: 1 })} GiB`;
}

/** @example formatRate(118_000_000) // '112.5 MiB/s' */
export const formatRate = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;
