/** What VOs used, of each day: summed before where the day has ended, else reckoned from what the database recorded of every change. */
import { z } from 'zod';
import type { Accounted } from '@/lib/contracts/accounting';
import { startOfDay } from '@/lib/domain/accounting/days';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import type { Db, Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';
import { sumsOfDays } from './spans';
import { firstOpenDay, readSummed } from './summed-days';

const Day = z.object({ vo: z.string(), day: z.string(), vcpuSeconds: z.number() });
/** vCPU-seconds of a VO on a day of UTC. */
export type DayUse = z.infer<typeof Day>;

const Place = z.object({
  vo: z.string().nullable(),
  hostId: z.string(),
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  vcpuSeconds: z.number(),
  memoryKiBSeconds: z.number(),
});
const HostClass = z.enum(HOST_CLASSES).catch('other');
/** What a VO's domains used on a host, in all days that were asked for. */
export interface PlaceUse extends z.infer<typeof Place> {
  readonly hostClass: z.infer<typeof HostClass>;
}

const Kept = z.object({ vo: z.string().nullable(), domainId: z.string() });
const Summed = z.union([
  Place.extend({ day: z.string(), domainId: z.null() }),
  Kept.extend({ day: z.string(), hostId: z.null() }),
]);

export interface Use {
  /** From the first day that is read for shares; domains of no VO are nobody's share. */
  readonly days: readonly DayUse[];
  readonly places: readonly PlaceUse[];
  /** Ids of domains that kept a place. */
  readonly domains: ReadonlyMap<string | null, ReadonlySet<string>>;
}

export interface UseAsked {
  /** First day that is shown. */
  readonly from: string;
  /** Days before it are read for shares alone. */
  readonly readFrom: string;
  readonly until: Date;
  readonly of: Accounted;
}

/** @param withinMs then it is given up, with an error that names the timeout */
export async function readUse(db: Db, asked: UseAsked, withinMs?: number): Promise<Use> {
  return await readSummed(db, async (tx) => await readWithin(tx, asked), withinMs);
}

async function readWithin(tx: Tx, asked: UseAsked): Promise<Use> {
  const { from, until, of } = asked;
  const open = await firstOpenDay(tx, asked.readFrom, until);
  const summed = await readSums(tx, asked, open);
  const since = startOfDay(open);
  const recorded =
    since >= until
      ? []
      : await tx.$queryRaw<unknown[]>`with ${sumsOfDays({ since, until, of })}
          select to_char("day", 'YYYY-MM-DD') as "day", "vo", "hostId"::text as "hostId", "architecture", "domainId"::text as "domainId",
            "vcpuSeconds", "memoryKiBSeconds" from summed`;
  const days = new Map<string, DayUse>();
  const places = new Map<string, z.infer<typeof Place>>();
  const domains = new Map<string | null, Set<string>>();
  const addDay = ({ vo, day, vcpuSeconds }: DayUse): void => {
    const key = `${day} ${vo}`;
    days.set(key, { vo, day, vcpuSeconds: vcpuSeconds + (days.get(key)?.vcpuSeconds ?? 0) });
  };
  const addPlace = (place: z.infer<typeof Place>): void => {
    const key = JSON.stringify([place.vo, place.hostId, place.architecture]);
    const before = places.get(key);
    places.set(key, {
      ...place,
      vcpuSeconds: place.vcpuSeconds + (before?.vcpuSeconds ?? 0),
      memoryKiBSeconds: place.memoryKiBSeconds + (before?.memoryKiBSeconds ?? 0),
    });
  };
  const addDomain = ({ vo, domainId }: z.infer<typeof Kept>): void => {
    const known = domains.get(vo);
    if (known === undefined) domains.set(vo, new Set([domainId]));
    else known.add(domainId);
  };
  summed.days.forEach(addDay);
  summed.places.forEach(addPlace);
  summed.domains.forEach(addDomain);
  for (const row of z.array(Summed).parse(recorded)) {
    if (row.hostId === null) {
      if (row.day >= from) addDomain(row);
      continue;
    }
    const { day, vo, vcpuSeconds } = row;
    if (vo !== null) addDay({ vo, day, vcpuSeconds });
    if (day >= from) addPlace(row);
  }
  const classes = await readClasses(tx, [...new Set([...places.values()].map(({ hostId }) => hostId))]);
  return {
    days: [...days.values()],
    places: [...places.values()].map((place) => ({ ...place, hostClass: classes.get(place.hostId) ?? 'other' })),
    domains,
  };
}

async function readSums(tx: Tx, { from, readFrom, of }: UseAsked, open: string) {
  const between = (first: string) =>
    Prisma.sql`"simulated" = ${of === 'simulated'} and "day" >= ${first}::date and "day" < ${open}::date`;
  const days = await tx.$queryRaw<unknown[]>`
    select "vo", to_char("day", 'YYYY-MM-DD') as "day", sum("vcpuSeconds") as "vcpuSeconds" from "AccountedUse"
    where ${between(readFrom)} and "vo" is not null group by "vo", "day"`;
  const places = await tx.$queryRaw<unknown[]>`
    select "vo", "hostId"::text as "hostId", "architecture", sum("vcpuSeconds") as "vcpuSeconds",
      sum("memoryKiBSeconds") as "memoryKiBSeconds" from "AccountedUse" where ${between(from)} group by 1, 2, 3`;
  const domains = await tx.$queryRaw<unknown[]>`
    select distinct "vo", "domainId"::text as "domainId" from "AccountedDomain" where ${between(from)}`;
  return {
    days: z.array(Day).parse(days),
    places: z.array(Place).parse(places),
    domains: z.array(Kept).parse(domains),
  };
}

/** As hosts are classed now, or were when they were removed. */
async function readClasses(tx: Tx, hostIds: readonly string[]): Promise<ReadonlyMap<string, PlaceUse['hostClass']>> {
  const rows = await tx.$queryRaw<unknown[]>`
    select host."id"::text as "id", last."class" from unnest(${[...hostIds]}::uuid[]) as host("id")
    cross join lateral (select r."class" from "HostRecord" r where r."hostId" = host."id"
      order by r."at" desc, r."sequence" desc limit 1) last`;
  const Row = z.object({ id: z.string(), class: HostClass });
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map((row) => [row.id, row.class]),
  );
}
