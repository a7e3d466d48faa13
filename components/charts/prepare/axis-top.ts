import type { ChartUnit } from '../chart-model';

const NICE_STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;
/** Binary units step by powers of two, so that ticks read 256 MiB, 512 MiB, 1 GiB. */
const BINARY_STEPS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024] as const;

/**
 * Top of an axis that starts at 0 and holds `max`.
 * @example axisTop(0.13, 'share') // 0.15, and never above 1 unless a share is
 */
export function axisTop(max: number, unit: ChartUnit): number {
  if (!(max > 0)) return unit === 'share' ? 1 : unit === 'bytes' || unit === 'bytes-per-second' ? 1024 : 1;
  const binary = unit === 'bytes' || unit === 'bytes-per-second';
  const base = binary ? 1024 ** Math.floor(Math.log2(max) / 10) : 10 ** Math.floor(Math.log10(max));
  const steps: readonly number[] = binary ? BINARY_STEPS : NICE_STEPS;
  const step = steps.find((candidate) => candidate * base >= max * (1 - Number.EPSILON)) ?? (binary ? 1024 : 10);
  const top = step * base;
  return unit === 'share' && max <= 1 ? Math.min(1, top) : top;
}
