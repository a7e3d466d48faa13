/**
 * Time as leases divide it. What is taken changes only where one begins or ends, so those moments are looked at, one after the other, and
 * none between. Pure.
 */
import { type Amounts, type Limits, nothing, RESOURCES, type Resource } from './amounts';

/** From its first to before its last moment, in milliseconds of the epoch; `untilMs` may be infinite. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}
export interface Commitment extends Span {
  readonly amounts: Amounts;
}

/** Something of which there is only so much: the hosts of a class, or what a VO may take. */
export interface Pool {
  readonly limits: Limits;
  readonly commitments: readonly Commitment[];
}

interface Step {
  readonly atMs: number;
  readonly taken: Amounts;
}

/** What is taken from each moment on until the next, from before all time. */
function stepsOf(commitments: readonly Commitment[]): readonly Step[] {
  const changes = commitments
    .filter(({ fromMs, untilMs }) => fromMs < untilMs)
    .flatMap(({ fromMs, untilMs, amounts }) => [
      { atMs: fromMs, sign: 1, amounts },
      ...(untilMs === Number.POSITIVE_INFINITY ? [] : [{ atMs: untilMs, sign: -1, amounts }]),
    ])
    .toSorted((a, b) => a.atMs - b.atMs);
  const taken = nothing();
  const steps: Step[] = [{ atMs: Number.NEGATIVE_INFINITY, taken: { ...taken } }];
  for (const [index, { atMs, sign, amounts }] of changes.entries()) {
    for (const resource of RESOURCES) taken[resource] += sign * amounts[resource];
    if (changes[index + 1]?.atMs !== atMs) steps.push({ atMs, taken: { ...taken } });
  }
  return steps;
}

/** A pool that was read once, to be asked often. */
export class Calendar {
  readonly #limits: Limits;
  readonly #steps: readonly Step[];

  constructor({ limits, commitments }: Pool) {
    this.#limits = limits;
    this.#steps = stepsOf(commitments);
  }

  /** The least that is left of each limited resource at any moment of a span; it may be negative. */
  leastLeft({ fromMs, untilMs }: Span): Limits {
    const left: Partial<Record<Resource, number>> = {};
    for (const { from, until, taken } of this.#pieces()) {
      if (until <= fromMs || from >= untilMs) continue;
      for (const resource of RESOURCES) {
        const limit = this.#limits[resource];
        if (limit !== undefined)
          left[resource] = Math.min(left[resource] ?? Number.POSITIVE_INFINITY, limit - taken[resource]);
      }
    }
    return left;
  }

  /** When so much cannot be had beside what is taken, in order and apart from each other. */
  closedFor(wanted: Amounts): readonly Span[] {
    const closed: { fromMs: number; untilMs: number }[] = [];
    for (const { from, until, taken } of this.#pieces()) {
      if (!this.#exceeds(taken, wanted)) continue;
      const last = closed.at(-1);
      if (last?.untilMs === from) last.untilMs = until;
      else closed.push({ fromMs: from, untilMs: until });
    }
    return closed;
  }

  #exceeds(taken: Amounts, wanted: Amounts): boolean {
    return RESOURCES.some((resource) => {
      const limit = this.#limits[resource];
      // Of what is not wanted none can be missing, however much others have taken too much.
      return limit !== undefined && wanted[resource] > 0 && taken[resource] + wanted[resource] > limit;
    });
  }

  *#pieces(): Iterable<{ readonly from: number; readonly until: number; readonly taken: Amounts }> {
    for (const [index, { atMs, taken }] of this.#steps.entries())
      yield { from: atMs, until: this.#steps[index + 1]?.atMs ?? Number.POSITIVE_INFINITY, taken };
  }
}

/**
 * The first moment at which what is wanted of each pool can be had of all at once, for all of a length.
 * @returns milliseconds of the epoch; undefined where that is not before `latestMs`
 */
export function firstFit(
  pools: readonly { readonly calendar: Calendar; readonly wanted: Amounts }[],
  ask: { readonly fromMs: number; readonly lengthMs: number; readonly latestMs: number },
): number | undefined {
  const { fromMs, lengthMs, latestMs } = ask;
  const closed = pools
    .flatMap(({ calendar, wanted }) => calendar.closedFor(wanted))
    .toSorted((a, b) => a.fromMs - b.fromMs);
  let start = fromMs;
  for (const span of closed) {
    if (span.untilMs <= start) continue;
    if (span.fromMs >= start + lengthMs) break;
    start = span.untilMs;
  }
  return start <= latestMs ? start : undefined;
}
