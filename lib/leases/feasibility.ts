/**
 * Whether what a VO asks for can be had, when, and what could be had instead: from what hosts have, the domains that stay on them, and the
 * calendar of leases. Pure.
 *
 * Of a class what its hosts have is taken together, and each domain has to fit on a host of its own besides. That later leases may leave
 * room in pieces too small is not seen here: the plan of the site says so when the lease is prepared.
 */
import type { HostClass } from '@/lib/domain/host';
import { laterOf, lessOf, shorterOf } from './alternatives';
import { type Amounts, amountsOf, type Limits, type Resource, type Shape } from './amounts';
import { Calendar, type Commitment, type Span } from './calendar';
import { awayIn, keptSpan, leastOf, missing, networklessOf, placesOf, shortOf } from './places';

/** What a host has for leases: what is free, and what leases hold of it now. */
export interface LeaseHost {
  readonly name: string;
  readonly hostClass: HostClass;
  readonly architecture: string;
  readonly limits: Limits;
  /** Why no network can be made there, as a sentence; undefined where one may be. */
  readonly noNetworks?: string | undefined;
}

/** Its amounts are what hosts must have for it. */
export interface Booking extends Commitment {
  /** What of it counts against the quota of its VO: what it was promised. */
  readonly promised: Amounts;
  readonly hostClass: HostClass;
  /** Names of the hosts that it may use; empty: all of the class. */
  readonly hosts: readonly string[];
  /** It has a network of its own, which not every host can make. */
  readonly ownNetwork: boolean;
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
  /** A network of its own is made on each of its hosts. */
  readonly ownNetwork: boolean;
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
  | { readonly kind: 'shorter'; readonly hostClass: HostClass; readonly startsAtMs: number; readonly endsAtMs: number }
  | { readonly kind: 'fewer'; readonly hostClass: HostClass; readonly count: number }
  | { readonly kind: 'smaller'; readonly hostClass: HostClass; readonly shape: Shape }
  | { readonly kind: 'fewer-smaller'; readonly hostClass: HostClass; readonly count: number; readonly shape: Shape };

export interface Feasibility {
  /** The class that it goes to as it was asked for; undefined: it does not fit so. */
  readonly hostClass: HostClass | undefined;
  /** Where and of what there is too little at the wished time. */
  readonly shortages: readonly Shortage[];
  readonly alternatives: readonly Alternative[];
  /** What is left to the VO of its quota in the wished time, before this. */
  readonly quotaLeft: Limits;
  /** When hosts that it could be on are away in the wished time, the earliest first. */
  readonly away: readonly Away[];
  /** Of each domain, as it was asked for. */
  readonly shape: Shape;
  /** Hosts that it could be on if they could make its network. */
  readonly networkless: readonly Networkless[];
}

export interface Networkless {
  readonly hostName: string;
  /** As a sentence. */
  readonly why: string;
}

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
  const able = new Set(places.flatMap(({ hostsIn }) => hostsIn(undefined).map(({ name }) => name)));
  const away = awayIn(world.away, span).filter(({ hostName }) => able.has(hostName));
  const known = { quotaLeft, away, shape: wish.shape, networkless: networklessOf(world, wish) };
  const fitting = places.find(
    (place) => quotaShort.length === 0 && shortOf(place, wish.count, wish.shape).length === 0,
  );
  if (fitting !== undefined) return { ...known, hostClass: fitting.hostClass, shortages: [], alternatives: [] };
  return {
    ...known,
    hostClass: undefined,
    shortages: [
      ...quotaShort,
      // Where no host can make its network, room is not what is missing.
      ...places
        .filter(({ hostsIn }) => known.networkless.length === 0 || hostsIn(undefined).length > 0)
        .flatMap((place) => shortOf(place, wish.count, wish.shape)),
    ],
    alternatives: [
      ...laterOf(places, world.away, quota, wish),
      ...shorterOf(places, away, quota, wish),
      ...lessOf(places, quotaLeft, wish),
    ],
  };
}
