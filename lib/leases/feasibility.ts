/**
 * Whether what a VO asks for can be had, when, and what could be had instead: from what hosts have, the domains that stay on them, and the
 * calendar of leases. Pure.
 *
 * Of a class what its hosts have is taken together, and each domain has to fit on a host of its own besides. That later leases may leave
 * room in pieces too small is not seen here: the plan of the site says so when the lease is prepared.
 */
import type { HostClass } from '@/lib/domain/host';
import { CLEAN_UP_MS, PREPARE_AHEAD_MS } from '@/lib/domain/lease';
import {
  type Amounts,
  amountsOf,
  heldShape,
  type Limits,
  nothing,
  type Resource,
  RESOURCES,
  type Shape,
} from './amounts';
import { Calendar, type Commitment, firstFit, type Span } from './calendar';

/** What a host has for leases: what is free, and what leases hold of it now. */
export interface LeaseHost {
  readonly name: string;
  readonly hostClass: HostClass;
  readonly architecture: string;
  readonly limits: Limits;
}

/** Its amounts are what hosts must have for it. */
export interface Booking extends Commitment {
  /** What of it counts against the quota of its VO: what it was promised. */
  readonly promised: Amounts;
  readonly hostClass: HostClass;
  /** Names of the hosts that it may use; empty: all of the class. */
  readonly hosts: readonly string[];
  readonly vo: string;
}

/** A host that is not to be used for a time that was announced. */
export interface Away extends Span {
  readonly hostName: string;
}

export interface LeaseWorld {
  readonly hosts: readonly LeaseHost[];
  readonly away: readonly Away[];
  readonly bookings: readonly Booking[];
  /** Of the VO that asks. */
  readonly quota: Limits;
}

export interface LeaseWish {
  readonly vo: string;
  /** Classes that the environment may be on, the preferred first; empty: every one with such hosts. */
  readonly classes: readonly HostClass[];
  readonly architectures: readonly string[];
  readonly hosts: readonly string[];
  readonly count: number;
  readonly shape: Shape;
  /** What the environment takes where nobody asks for more. */
  readonly least: Shape;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly nowMs: number;
  /** Later than this nothing is proposed. */
  readonly latestMs: number;
}

export interface Shortage {
  /** Null: of what the VO may take, wherever. */
  readonly hostClass: HostClass | null;
  readonly resource: Resource;
  readonly missing: number;
}

export type Alternative =
  | { readonly kind: 'later'; readonly hostClass: HostClass; readonly startsAtMs: number; readonly endsAtMs: number }
  | { readonly kind: 'fewer'; readonly hostClass: HostClass; readonly count: number }
  | { readonly kind: 'smaller'; readonly hostClass: HostClass; readonly shape: Shape };

export interface Feasibility {
  /** The class that it goes to as it was asked for; undefined: it does not fit so. */
  readonly hostClass: HostClass | undefined;
  /** Where and of what there is too little at the wished time. */
  readonly shortages: readonly Shortage[];
  readonly alternatives: readonly Alternative[];
  /** What is left to the VO of its quota in the wished time, before this. */
  readonly quotaLeft: Limits;
  /** Hosts that it could be on and that are away for a part of the wished time. */
  readonly hostsAway: number;
}

/** What a lease keeps from others: its time, what is made ready before and what is taken away after it. */
export const keptSpan = ({ fromMs, untilMs }: Span): Span => ({
  fromMs: fromMs - PREPARE_AHEAD_MS,
  untilMs: untilMs + CLEAN_UP_MS,
});

export function judgeWish(world: LeaseWorld, wish: LeaseWish): Feasibility {
  const quota = new Calendar({
    limits: world.quota,
    commitments: world.bookings
      .filter(({ vo }) => vo === wish.vo)
      .map((booking) => ({ ...booking, amounts: booking.promised })),
  });
  const span = keptSpan({ fromMs: wish.startsAtMs, untilMs: wish.endsAtMs });
  const places = placesOf(world, wish).map((place) => ({
    ...place,
    hosts: place.hostsIn(span),
    left: leastOf(place, span),
  }));
  const quotaLeft = quota.leastLeft(span);
  const quotaShort = missing(quotaLeft, amountsOf(wish.count, wish.shape), null);
  const hostsAway = places.reduce((sum, { hosts, hostsIn }) => sum + hostsIn(undefined).length - hosts.length, 0);
  const fitting = places.find(
    (place) => quotaShort.length === 0 && shortOf(place, wish.count, wish.shape).length === 0,
  );
  if (fitting !== undefined)
    return { hostClass: fitting.hostClass, shortages: [], alternatives: [], quotaLeft, hostsAway };
  return {
    hostClass: undefined,
    shortages: [...quotaShort, ...places.flatMap((place) => shortOf(place, wish.count, wish.shape))],
    alternatives: [
      ...laterOf(places, world.away, quota, wish),
      ...best(places.map((place) => fewerOf(place, quotaLeft, wish))),
      ...best(places.map((place) => smallerOf(place, quotaLeft, wish))),
    ],
    quotaLeft,
    hostsAway,
  };
}

interface Place {
  readonly hostClass: HostClass;
  /** Hosts that are there for all of a span; undefined: whenever. */
  readonly hostsIn: (span: Span | undefined) => readonly LeaseHost[];
  /** Of the class, and of the hosts that it may use where those are fewer. */
  readonly calendars: readonly Calendar[];
}
type PlaceNow = Place & { readonly hosts: readonly LeaseHost[]; readonly left: Limits };

function placesOf(world: LeaseWorld, wish: LeaseWish): readonly Place[] {
  const able = world.hosts.filter(({ architecture }) => wish.architectures.includes(architecture));
  const classes =
    wish.classes.length > 0 ? wish.classes : [...new Set(able.map(({ hostClass }) => hostClass))].toSorted();
  return classes.map((hostClass) => {
    const ofClass = able.filter((host) => host.hostClass === hostClass);
    const bookings = world.bookings.filter((booking) => booking.hostClass === hostClass);
    const whole = new Calendar({
      limits: sumOf(ofClass),
      commitments: [...bookings, ...absences(ofClass, world.away)],
    });
    const there = (hosts: readonly LeaseHost[]) => (span: Span | undefined) =>
      hosts.filter(({ name }) => !world.away.some((away) => away.hostName === name && overlaps(away, span)));
    if (wish.hosts.length === 0) return { hostClass, hostsIn: there(ofClass), calendars: [whole] };
    const hosts = ofClass.filter(({ name }) => wish.hosts.includes(name));
    // Who may go elsewhere as well is counted with the class only.
    const bound = bookings.filter(
      (booking) => booking.hosts.length > 0 && booking.hosts.every((name) => wish.hosts.includes(name)),
    );
    const commitments = [...bound, ...absences(hosts, world.away)];
    return {
      hostClass,
      hostsIn: there(hosts),
      calendars: [whole, new Calendar({ limits: sumOf(hosts), commitments })],
    };
  });
}

const overlaps = (away: Span, span: Span | undefined): boolean =>
  span !== undefined && away.fromMs < span.untilMs && away.untilMs > span.fromMs;

/** What a host has is taken while it is away. Leases that are on it then are counted all the same: they have to be somewhere. */
const absences = (hosts: readonly LeaseHost[], away: readonly Away[]): readonly Commitment[] =>
  away.flatMap(({ hostName, fromMs, untilMs }) =>
    hosts
      .filter(({ name }) => name === hostName)
      .map(({ limits }) => ({
        fromMs,
        untilMs,
        amounts: {
          ...nothing(),
          ...Object.fromEntries(Object.entries(limits).map(([resource, limit]) => [resource, Math.max(0, limit)])),
        },
      })),
  );

/** What one host does not tell has no limit in all of them: the site's plan asks each. */
function sumOf(hosts: readonly LeaseHost[]): Limits {
  const sum: Partial<Record<Resource, number>> = {};
  for (const resource of RESOURCES) {
    const each = hosts.map(({ limits }) => limits[resource]).filter((limit) => limit !== undefined);
    if (resource !== 'domains' && each.length === hosts.length)
      sum[resource] = each.reduce((all, one) => all + Math.max(0, one), 0);
  }
  return sum;
}

const leastOf = (place: Place, span: Span): Limits =>
  least(place.calendars.map((calendar) => calendar.leastLeft(span)));

function least(all: readonly Limits[]): Limits {
  const found: Partial<Record<Resource, number>> = {};
  for (const resource of RESOURCES) {
    const each = all.map((limits) => limits[resource]).filter((limit) => limit !== undefined);
    if (each.length > 0) found[resource] = Math.min(...each);
  }
  return found;
}

/** Domains of a shape that the hosts of a place can have at all, each whole on one host. */
const roomFor = ({ hosts }: Pick<PlaceNow, 'hosts'>, shape: Shape): number =>
  hosts.reduce((sum, { limits }) => sum + countOf(limits, heldShape(shape)), 0);

function countOf(limits: Limits, shape: Shape): number {
  const each = amountsOf(1, shape);
  return Math.min(
    ...(['vcpus', 'memoryMiB', 'diskGiB', 'ia64Vcpus'] as const).map((resource) => {
      const limit = limits[resource];
      return limit === undefined || each[resource] === 0 ? MOST : Math.max(0, Math.floor(limit / each[resource]));
    }),
  );
}
/** More than any request: what has no limit. */
const MOST = 1_000_000;

const missing = (left: Limits, wanted: Amounts, hostClass: HostClass | null): readonly Shortage[] =>
  RESOURCES.flatMap((resource) => {
    const limit = left[resource];
    // More may be taken than there is, after a host has gone: that is missing too.
    const short = limit === undefined || wanted[resource] === 0 ? 0 : wanted[resource] - limit;
    return short > 0 ? [{ hostClass, resource, missing: short }] : [];
  });

/** Too little of what the class has in all, or no room for each of them on a host. */
function shortOf(place: PlaceNow, count: number, shape: Shape): readonly Shortage[] {
  const short = missing(place.left, amountsOf(count, heldShape(shape)), place.hostClass);
  const room = roomFor(place, shape);
  return short.length === 0 && room < count
    ? [{ hostClass: place.hostClass, resource: 'domains', missing: count - room }]
    : short;
}

function laterOf(
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
    const ends = away.filter((each) => overlaps(each, span)).map((each) => each.untilMs);
    start = fit(Math.min(...ends));
  }
  return undefined;
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

/** As small as the environment is by itself, where more was asked for. */
function smallerOf(place: PlaceNow, quotaLeft: Limits, wish: LeaseWish): Alternative | undefined {
  const shape: Shape = {
    vcpus: Math.min(wish.shape.vcpus, wish.least.vcpus),
    memoryMiB: Math.min(wish.shape.memoryMiB, wish.least.memoryMiB),
    diskGiB: Math.min(wish.shape.diskGiB, wish.least.diskGiB),
    ia64: wish.shape.ia64,
  };
  if ((['vcpus', 'memoryMiB', 'diskGiB'] as const).every((resource) => shape[resource] === wish.shape[resource]))
    return undefined;
  const fits =
    shortOf(place, wish.count, shape).length === 0 &&
    missing(quotaLeft, amountsOf(wish.count, shape), null).length === 0;
  return fits ? { kind: 'smaller', hostClass: place.hostClass, shape } : undefined;
}

/** One of a kind: that with most domains, else the first. */
function best(found: readonly (Alternative | undefined)[]): readonly Alternative[] {
  const each = found.filter((one) => one !== undefined);
  return each.toSorted((a, b) => (b.kind === 'fewer' ? b.count : 0) - (a.kind === 'fewer' ? a.count : 0)).slice(0, 1);
}
