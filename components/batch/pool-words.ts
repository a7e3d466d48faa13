import type { Pool } from '@/lib/contracts/pools';

/** @example '1 open, 2 booting, of 8' */
export function slotWords({ counts, max }: Pick<Pool, 'counts' | 'max'>): string {
  const { open, coming, ending } = counts;
  const parts = [
    `${open} open`,
    ...(coming === 0 ? [] : [`${coming} booting`]),
    ...(ending === 0 ? [] : [`${ending} ending`]),
  ];
  return `${parts.join(', ')}, of ${max}`;
}

/** Of a name made of a hash: `spec-` and eight digits. */
const FEATURE_SHOWN = 13;
export const shortFeature = (feature: string): string => `${feature.slice(0, FEATURE_SHOWN)}…`;
