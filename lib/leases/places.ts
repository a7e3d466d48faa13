/** Where a lease could be: the hosts of each class, what they have together at any time, and what is missing of it. Pure. */
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
import { Calendar, type Commitment, type Span } from './calendar';
import type { Away, Booking, LeaseHost, LeaseWish, LeaseWorld, Networkless, Shortage } from './feasibility';

/** What a lease keeps from others: its time, what is made ready before and what is taken away after it. */
export const keptSpan = ({ fromMs, untilMs }: Span): Span => ({
  fromMs: fromMs - PREPARE_AHEAD_MS,
  untilMs: untilMs + CLEAN_UP_MS,
});

export interface Place {
  readonly hostClass: HostClass;
  /** Hosts that are there for all of a span; undefined: whenever. */
  readonly hostsIn: (span: Span | undefined) => readonly LeaseHost[];
  /** Of the class, and of the hosts that it may use where those are fewer. */
  readonly calendars: readonly Calendar[];
}
export type PlaceNow = Place & { readonly hosts: readonly LeaseHost[]; readonly left: Limits };

export function placesOf(world: LeaseWorld, wish: LeaseWish): readonly Place[] {
  const able = world.hosts.filter(({ architecture }) => wish.architectures.includes(architecture));
  const usable = able.filter((host) => isNamed(wish, host) && !lacksNetwork(wish, host));
  const classes =
    wish.classes.length > 0 ? wish.classes : [...new Set(usable.map(({ hostClass }) => hostClass))].toSorted();
  return classes.map((hostClass) => {
    const ofClass = able.filter((host) => host.hostClass === hostClass);
    const hosts = usable.filter((host) => host.hostClass === hostClass);
    const bookings = world.bookings.filter((booking) => booking.hostClass === hostClass);
    const whole = new Calendar({
      limits: sumOf(ofClass),
      commitments: [...bookings, ...absences(ofClass, world.away)],
    });
    const hostsIn = (span: Span | undefined) =>
      hosts.filter(({ name }) => !world.away.some((away) => away.hostName === name && overlaps(away, span)));
    if (hosts.length === ofClass.length) return { hostClass, hostsIn, calendars: [whole] };
    const commitments = [...boundTo(wish, ofClass, bookings), ...absences(hosts, world.away)];
    return { hostClass, hostsIn, calendars: [whole, new Calendar({ limits: sumOf(hosts), commitments })] };
  });
}

const isNamed = ({ hosts }: Pick<LeaseWish, 'hosts'>, { name }: Pick<LeaseHost, 'name'>): boolean =>
  hosts.length === 0 || hosts.includes(name);
const lacksNetwork = (wish: Pick<LeaseWish, 'ownNetwork'>, { noNetworks }: LeaseHost): boolean =>
  wish.ownNetwork && noNetworks !== undefined;

/** Leases that can be nowhere but where the wish may be. Who may go elsewhere as well is counted with the class only. */
function boundTo(wish: LeaseWish, ofClass: readonly LeaseHost[], bookings: readonly Booking[]): readonly Booking[] {
  const lacking = new Set(ofClass.filter(({ noNetworks }) => noNetworks !== undefined).map(({ name }) => name));
  const isElsewhere = (ownNetwork: boolean, name: string): boolean =>
    !(ownNetwork && lacking.has(name)) && (!isNamed(wish, { name }) || (wish.ownNetwork && lacking.has(name)));
  const [shared, own] = [false, true].map((ownNetwork) => !ofClass.some(({ name }) => isElsewhere(ownNetwork, name)));
  return bookings.filter(({ hosts, ownNetwork }) =>
    hosts.length > 0 ? !hosts.some((name) => isElsewhere(ownNetwork, name)) : ownNetwork ? own : shared,
  );
}

/** Hosts that a wish could be on if they could make its network. */
export const networklessOf = (
  { hosts }: Pick<LeaseWorld, 'hosts'>,
  wish: Pick<LeaseWish, 'classes' | 'architectures' | 'hosts' | 'ownNetwork'>,
): readonly Networkless[] =>
  hosts
    .filter(
      (host) =>
        wish.architectures.includes(host.architecture) &&
        (wish.classes.length === 0 || wish.classes.includes(host.hostClass)) &&
        isNamed(wish, host),
    )
    .flatMap(({ name, noNetworks }) =>
      wish.ownNetwork && noNetworks !== undefined ? [{ hostName: name, why: noNetworks }] : [],
    );

/** Those that a span meets, the earliest first. */
export const awayIn = (away: readonly Away[], span: Span): readonly Away[] =>
  away.filter((each) => overlaps(each, span)).toSorted((a, b) => a.fromMs - b.fromMs);

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

export const leastOf = (place: Place, span: Span): Limits =>
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
export const roomFor = ({ hosts }: Pick<PlaceNow, 'hosts'>, shape: Shape): number =>
  hosts.reduce((sum, { limits }) => sum + countOf(limits, heldShape(shape)), 0);

export function countOf(limits: Limits, shape: Shape): number {
  const each = amountsOf(1, shape);
  return Math.min(
    ...(['vcpus', 'memoryMiB', 'diskGiB', 'ia64Vcpus'] as const).map((resource) => {
      const limit = limits[resource];
      return limit === undefined || each[resource] === 0 ? MOST : Math.max(0, Math.floor(limit / each[resource]));
    }),
  );
}
/** More than any request: what has no limit. */
export const MOST = 1_000_000;

export const missing = (left: Limits, wanted: Amounts, hostClass: HostClass | null): readonly Shortage[] =>
  RESOURCES.flatMap((resource) => {
    const limit = left[resource];
    // More may be taken than there is, after a host has gone: that is missing too.
    const short = limit === undefined || wanted[resource] === 0 ? 0 : wanted[resource] - limit;
    return short > 0 ? [{ hostClass, resource, missing: short }] : [];
  });

/** Too little of what the class has in all, or no room for each of them on a host. */
export function shortOf(place: PlaceNow, count: number, shape: Shape): readonly Shortage[] {
  const short = missing(place.left, amountsOf(count, heldShape(shape)), place.hostClass);
  const room = roomFor(place, shape);
  return short.length === 0 && room < count
    ? [{ hostClass: place.hostClass, resource: 'domains', missing: count - room }]
    : short;
}
