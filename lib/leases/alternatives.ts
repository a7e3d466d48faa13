/** What could be had instead of what does not fit: at another time, for less time, or less of it. Pure. */
import { CLEAN_UP_MS, PREPARE_AHEAD_MS } from '@/lib/domain/lease';
import { HOUR_MS } from '@/lib/utils/time';
import { amountsOf, heldShape, type Limits, type Shape } from './amounts';
import { type Calendar, firstFit } from './calendar';
import type { Alternative, Away, LeaseWish } from './feasibility';
import { awayIn, countOf, keptSpan, leastOf, missing, MOST, type PlaceNow, roomFor, shortOf } from './places';

export function laterOf(
  places: readonly PlaceNow[],
  away: readonly Away[],
  quota: Calendar,
  wish: LeaseWish,
): readonly Alternative[] {
  const { fromMs, untilMs } = keptSpan({ fromMs: wish.startsAtMs, untilMs: wish.endsAtMs });
  const found = places
    .filter((place) => roomFor({ hosts: place.hostsIn(undefined) }, wish.shape) >= wish.count)
    .flatMap((place) => {
      const pools = [
        ...place.calendars.map((calendar) => ({ calendar, wanted: amountsOf(wish.count, heldShape(wish.shape)) })),
        { calendar: quota, wanted: amountsOf(wish.count, wish.shape) },
      ];
      const lengthMs = untilMs - fromMs;
      const start = firstWhole(place, away, wish, (from) =>
        firstFit(pools, { fromMs: from, lengthMs, latestMs: wish.latestMs }),
      );
      return start === undefined ? [] : [{ hostClass: place.hostClass, startsAtMs: start + PREPARE_AHEAD_MS }];
    })
    .toSorted((a, b) => a.startsAtMs - b.startsAtMs);
  return found.slice(0, 1).map((each) => ({
    kind: 'later',
    ...each,
    endsAtMs: each.startsAtMs + (wish.endsAtMs - wish.startsAtMs),
  }));
}

/** From the wished start until before a host goes: the longest of these. It is left out where nobody could use so little time. */
export function shorterOf(
  places: readonly PlaceNow[],
  away: readonly Away[],
  quota: Calendar,
  wish: LeaseWish,
): readonly Alternative[] {
  const ends = new Set(away.map(({ fromMs }) => fromMs - CLEAN_UP_MS));
  for (const endsAtMs of [...ends].toSorted((a, b) => b - a)) {
    if (endsAtMs >= wish.endsAtMs || endsAtMs - wish.startsAtMs < SHORTEST_MS) continue;
    const span = keptSpan({ fromMs: wish.startsAtMs, untilMs: endsAtMs });
    if (missing(quota.leastLeft(span), amountsOf(wish.count, wish.shape), null).length > 0) continue;
    const fitting = places.find(
      (place) =>
        shortOf({ ...place, hosts: place.hostsIn(span), left: leastOf(place, span) }, wish.count, wish.shape).length ===
        0,
    );
    if (fitting !== undefined)
      return [{ kind: 'shorter', hostClass: fitting.hostClass, startsAtMs: wish.startsAtMs, endsAtMs }];
  }
  return [];
}
/** A lease of less is proposed to nobody. */
const SHORTEST_MS = HOUR_MS;

/**
 * The first moment at which the hosts that are there then have room for each domain whole, as well as enough in all.
 * @param fit the first moment, from one on, at which there is enough in all
 */
function firstWhole(
  place: PlaceNow,
  away: readonly Away[],
  wish: LeaseWish,
  fit: (fromMs: number) => number | undefined,
): number | undefined {
  const { fromMs, untilMs } = keptSpan({ fromMs: wish.startsAtMs, untilMs: wish.endsAtMs });
  let start = fit(fromMs);
  // Only the end of an absence brings room, so there are no more turns than absences.
  while (start !== undefined) {
    const span = { fromMs: start, untilMs: start + (untilMs - fromMs) };
    if (roomFor({ hosts: place.hostsIn(span) }, wish.shape) >= wish.count) return start;
    const ends = awayIn(away, span).map((each) => each.untilMs);
    start = fit(Math.min(...ends));
  }
  return undefined;
}

/** At the wished time: fewer, or as small as the environment is by itself; fewer of that where neither of these fits. */
export function lessOf(places: readonly PlaceNow[], quotaLeft: Limits, wish: LeaseWish): readonly Alternative[] {
  const each = (found: typeof fewerOf): readonly Alternative[] =>
    best(places.map((place) => found(place, quotaLeft, wish)));
  const either = [...each(fewerOf), ...each(smallerOf)];
  return either.length > 0 ? either : each(fewerSmallerOf);
}

function fewerOf(place: PlaceNow, quotaLeft: Limits, wish: LeaseWish): Alternative | undefined {
  const count = Math.min(
    countOf(place.left, heldShape(wish.shape)),
    countOf(quotaLeft, wish.shape),
    Math.max(0, quotaLeft.domains ?? MOST),
    roomFor(place, wish.shape),
  );
  return count > 0 && count < wish.count ? { kind: 'fewer', hostClass: place.hostClass, count } : undefined;
}

/** As small as the environment is by itself; undefined where no more was asked for. */
function usualShape(wish: LeaseWish): Shape | undefined {
  const shape: Shape = {
    vcpus: Math.min(wish.shape.vcpus, wish.least.vcpus),
    memoryMiB: Math.min(wish.shape.memoryMiB, wish.least.memoryMiB),
    diskGiB: Math.min(wish.shape.diskGiB, wish.least.diskGiB),
    ia64: wish.shape.ia64,
  };
  const isSame = (['vcpus', 'memoryMiB', 'diskGiB'] as const).every(
    (resource) => shape[resource] === wish.shape[resource],
  );
  return isSame ? undefined : shape;
}

function smallerOf(place: PlaceNow, quotaLeft: Limits, wish: LeaseWish): Alternative | undefined {
  const shape = usualShape(wish);
  if (shape === undefined) return undefined;
  const fits =
    shortOf(place, wish.count, shape).length === 0 &&
    missing(quotaLeft, amountsOf(wish.count, shape), null).length === 0;
  return fits ? { kind: 'smaller', hostClass: place.hostClass, shape } : undefined;
}

/** For where neither fewer as large nor as many of the usual size fit: fewer of that. */
function fewerSmallerOf(place: PlaceNow, quotaLeft: Limits, wish: LeaseWish): Alternative | undefined {
  const shape = usualShape(wish);
  const fewer = shape === undefined ? undefined : fewerOf(place, quotaLeft, { ...wish, shape });
  return shape === undefined || fewer?.kind !== 'fewer' ? undefined : { ...fewer, kind: 'fewer-smaller', shape };
}

/** One of a kind: that with most domains, else the first. */
function best(found: readonly (Alternative | undefined)[]): readonly Alternative[] {
  const each = found.filter((one) => one !== undefined);
  const countIn = (one: Alternative): number => ('count' in one ? one.count : 0);
  return each.toSorted((a, b) => countIn(b) - countIn(a)).slice(0, 1);
}
