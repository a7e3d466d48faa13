/**
 * Flap damping: what one asking said is not yet what is so. A verdict is confirmed when most of the last askings agree; until
 * another one has as many, it stays. Pure.
 *
 * @example one lost packet: ok ok ok CRITICAL ok     → stays ok
 * @example down:            ok CRITICAL CRITICAL CRITICAL → critical at the third
 * @example flapping:        ok CRITICAL ok CRITICAL ok CRITICAL → stays what it was, and is said to flap
 */
import type { ProbeVerdict } from './probe';

export interface DampingRule {
  /** So many of the last `outOf` must agree. */
  readonly agree: number;
  readonly outOf: number;
}

/**
 * Three of four: a service that is down is told at the third asking, and one lost answer tells nothing. Askings follow each
 * other quickly while the last one differs from what is confirmed.
 */
export const DAMPING: DampingRule = { agree: 3, outOf: 4 };

/**
 * May it be used? More than half of the askings and one more must agree: otherwise a verdict that alternates would be
 * confirmed at every other asking.
 */
export const isDamping = ({ agree, outOf }: DampingRule): boolean =>
  Number.isInteger(agree) && Number.isInteger(outOf) && agree >= 1 && agree <= outOf && 2 * agree >= outOf + 2;

export interface Damped {
  /** Undefined until enough askings agree for the first time. */
  readonly confirmed: ProbeVerdict | undefined;
  /** The last askings, oldest first; at most `outOf`. */
  readonly recent: readonly ProbeVerdict[];
}

export const UNDAMPED: Damped = { confirmed: undefined, recent: [] };

/** @throws RangeError for a rule that damps nothing. */
export function damp(before: Damped, verdict: ProbeVerdict, rule: DampingRule = DAMPING): Damped {
  if (!isDamping(rule)) throw new RangeError(`${rule.agree} of ${rule.outOf} does not damp`);
  const recent = [...before.recent, verdict].slice(-rule.outOf);
  const agreed = recent.filter((each) => each === verdict).length >= rule.agree;
  return { confirmed: agreed ? verdict : before.confirmed, recent };
}

/** Does the last asking differ from what is confirmed? Then the next one should not wait its whole interval. */
export const isUnsettled = ({ confirmed, recent }: Damped): boolean => recent.at(-1) !== confirmed;

/** Two changes or more within the last askings. */
export function isFlapping({ recent }: Damped): boolean {
  const changes = recent.filter((verdict, index) => index > 0 && verdict !== recent[index - 1]).length;
  return changes >= 2;
}
