/** Who backs off so that others come to their share, and why. Pure. */
import type { Shares } from './fair-share';

export interface ShareNow {
  readonly vo: string;
  readonly targets: Shares;
  readonly actual: Shares;
  /** VOs with a request that waits for a decision. */
  readonly waiting: readonly string[];
}

const PERCENT = 100;
const percent = (share: number): string => `${Math.round(share * PERCENT)} %`;

/**
 * A VO that has more than its share backs off while one that has less waits: an idle testbed is nobody's to spare. A VO without a target
 * neither backs off nor is made room for.
 * @returns why, without the other’s name, which is not its business; undefined: it does not
 */
export function shareBackOff({ vo, targets, actual, waiting }: ShareNow): string | undefined {
  const target = targets.get(vo);
  const had = actual.get(vo) ?? 0;
  if (target === undefined || had <= target) return undefined;
  const isShort = (other: string): boolean => {
    const due = targets.get(other);
    return other !== vo && due !== undefined && (actual.get(other) ?? 0) < due;
  };
  if (!waiting.some(isShort)) return undefined;
  return `${vo} has ${percent(had)} of what was used lately and is to have ${percent(target)}, while a VO that has less than its share waits for a decision.`;
}
