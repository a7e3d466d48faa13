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
