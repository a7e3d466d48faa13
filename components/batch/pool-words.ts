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

/** What of a pool is not as usual; undefined: nothing. */
export const standingWords = ({
  endingAt,
  enabled,
  heldBack,
  attended,
}: Pick<Pool, 'endingAt' | 'enabled' | 'heldBack' | 'attended'>): string | undefined => {
  if (endingAt !== null) return 'being deleted';
  if (!enabled) return 'switched off';
  if (!attended) return 'looked at by no agent';
  return heldBack === null ? undefined : 'held back';
};

/** Of a name made of a hash: `spec-` and eight digits. */
const FEATURE_SHOWN = 13;
export const shortFeature = (feature: string): string => `${feature.slice(0, FEATURE_SHOWN)}…`;
